# bash completion for ip(8)
_oxip() {
    local line=${COMP_LINE:0:COMP_POINT} data=${OXIP_COMPLETIONS:-@DATA@} current= words=() IFS=$' \t\n'
    read -ra words <<<"$line"
    # Words are what blanks separate: addresses have colons.
    if [[ $line != *[[:blank:]] ]]; then
        current=${words[-1]}
        unset 'words[-1]'
    fi
    local found
    found=$(OXIP_WORDS=$(printf '%s\037' "${words[@]:1}") OXIP_CURRENT=$current OXIP_IP=${words[0]} \
        awk -f "$data/complete.awk" "$data/words")
    # Readline completes what follows the last colon.
    local before=
    [[ $current == *:* && $COMP_WORDBREAKS == *:* ]] && before=${current%"${current##*:}"}
    case $found in
    @cmd)
        if [[ $current == */* ]]; then
            compopt -o filenames 2>/dev/null
            mapfile -t COMPREPLY < <(compgen -f -- "$current")
        else
            mapfile -t COMPREPLY < <(compgen -c -- "$current")
        fi
        ;;
    @file)
        compopt -o filenames 2>/dev/null
        mapfile -t COMPREPLY < <(compgen -f -- "$current")
        ;;
    *)
        COMPREPLY=()
        local word
        while IFS= read -r word; do
            [[ -z $word ]] || COMPREPLY+=("${word#"$before"}")
        done <<<"$found"
        ;;
    esac
}
complete -F _oxip ip
