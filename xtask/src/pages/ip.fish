# fish completion for ip(8)
function __oxip_candidates
    set -l data @DATA@
    set -q OXIP_COMPLETIONS; and set data $OXIP_COMPLETIONS
    set -l words (commandline -opc)
    set -lx OXIP_WORDS (printf '%s\037' $words[2..-1] | string collect)
    test (count $words) -gt 1; or set OXIP_WORDS ''
    set -lx OXIP_CURRENT (commandline -ct)
    set -lx OXIP_IP $words[1]
    for candidate in (awk -f $data/complete.awk $data/words)
        switch $candidate
            case @cmd
                complete -C ''
            case @file
                __fish_complete_path (commandline -ct)
            case '*'
                echo $candidate
        end
    end
end
complete -c ip -f -a '(__oxip_candidates)'
