# Asks bash-completion as a shell does at a tab: reads command lines and prints each with the words offered for the last one.
#
#     offer.bash BASH_COMPLETION COMPLETIONS/ip <LINES
set +o history

# shellcheck disable=SC1090
. "$1"
# shellcheck disable=SC1090
. "$2"
# Only a shell that edits a line has options of a completion in progress.
compopt() { :; }
read -r _ _ complete _ <<<"$(complete -p ip)"

while IFS= read -r line; do
    read -ra COMP_WORDS <<<"$line"
    [[ $line == *' ' ]] && COMP_WORDS+=("")
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
    COMP_LINE=$line
    COMP_POINT=${#line}
    COMP_TYPE=9
    COMP_KEY=9
    COMPREPLY=()
    # bash-completion 2.16 complains of itself at `ip maddr show`.
    "$complete" ip "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}" </dev/null 2>/dev/null
    printf '%s\n' "> $line"
    ((${#COMPREPLY[@]})) && printf '%s\n' "${COMPREPLY[@]}"
done
exit 0
