#compdef ip
# zsh completion for ip(8)
local data=${OXIP_COMPLETIONS:-@DATA@} found
found=$(OXIP_WORDS=$(printf '%s\037' "${(@)words[2,CURRENT-1]}") OXIP_CURRENT=${words[CURRENT]} OXIP_IP=${words[1]} \
    awk -f $data/complete.awk $data/words)
case $found in
    @cmd) _command_names ;;
    @file) _files ;;
    ?*) compadd -- ${(f)found} ;;
esac
