# Prints what may come next on a command line of ip(8), one candidate a line; @cmd stands for any command.
#
#   OXIP_WORDS     the words after `ip`, each with a unit separator (octal 037) behind it, without the one being typed
#   OXIP_CURRENT   the one being typed
#   OXIP_IP        the program to ask for devices and namespaces
#
# The table, which is read first, has lines of
#   option NAME | object NAME | verb OBJECT NAME | further OBJECT VERB NAME
#   first OBJECT VERBS VALUE | word OBJECT VERBS WORD VALUE | kind NAME | of KIND WORD VALUE
# separated by tabs. VALUE is `-` (none), `=` (anything), words, or @dev, @netns, @vrf, @kind: what there is. It may print
# @cmd or @file: the shell knows those.
BEGIN { FS = "\t" }
$1 == "option" { options[++option_count] = $2 }
$1 == "object" { objects[++object_count] = $2 }
$1 == "verb" { verbs[$2] = verbs[$2] " " $3 }
$1 == "further" { further[$2, $3] = further[$2, $3] " " $4 }
$1 == "kind" { kinds = kinds " " $2 }
$1 == "of" { of[$2] = of[$2] " " $3; value[$2, $3] = $4 }
$1 == "first" { count = split($3, list, " "); for (i = 1; i <= count; i++) first[$2, list[i]] = first[$2, list[i]] " " $4 }
$1 == "word" {
    count = split($3, list, " ")
    for (i = 1; i <= count; i++) {
        words[$2, list[i]] = words[$2, list[i]] " " $4
        value[$2, list[i], $4] = $5
    }
}

function begins(word, start) { return substr(word, 1, length(start)) == start }

function offer(word) {
    if (begins(word, current) && !(word in offered)) {
        offered[word]
        print word
    }
}

function offer_all(list,    parts, count, i) {
    count = split(list, parts, " ")
    for (i = 1; i <= count; i++)
        if (substr(parts[i], 1, 1) == "@") offer_live(parts[i])
        else offer(parts[i])
}

# What there is, in the namespace that -n names.
function offer_live(what,    command, line, parts) {
    if (what == "@cmd") { print what; return }
    if (what == "@kind") { offer_all(kinds); return }
    command = quoted(program)
    if (what == "@netns") command = command " netns list"
    else command = command (namespace == "" ? "" : " -n " quoted(namespace)) " -br link show" (what == "@vrf" ? " type vrf" : "")
    command = command " 2>/dev/null"
    while ((command | getline line) > 0) {
        split(line, parts, " ")
        sub(/@.*/, "", parts[1])
        offer(parts[1])
    }
    close(command)
}

function quoted(word) {
    gsub(/'/, "'\\''", word)
    return "'" word "'"
}

# The first in the list that begins with the word.
function find(list, word,    parts, count, i) {
    count = split(list, parts, " ")
    for (i = 1; i <= count; i++) if (begins(parts[i], word)) return parts[i]
    return ""
}

END {
    current = ENVIRON["OXIP_CURRENT"]
    program = ENVIRON["OXIP_IP"] == "" ? "ip" : ENVIRON["OXIP_IP"]
    # A shell that prints no word prints one separator.
    given = ENVIRON["OXIP_WORDS"] == "\037" ? 0 : split(ENVIRON["OXIP_WORDS"], w, "\037") - 1
    for (at = 1; at <= given && begins(w[at], "-"); at++) {
        if (w[at] ~ /^--?(a|al|all)$/) every = 1
        if (w[at] !~ /^--?(n|net|netn|netns|b|ba|bat|batc|batch|f|fa|fam|fami|famil|family|l|lo|loo|loop|loops|rc|rcv|rcvb|rcvbu|rcvbuf)$/) continue
        netns = w[at] ~ /^--?n/
        if (++at > given) {
            if (netns) offer_live("@netns")
            else if (w[at - 1] ~ /^--?f/) offer_all("inet inet6 mpls bridge link")
            else if (w[at - 1] ~ /^--?b/) print "@file"
            exit
        }
        if (netns) namespace = w[at]
    }
    for (i = 1; i <= object_count; i++) all = all " " objects[i]
    if (at > given) {
        if (begins(current, "-")) for (i = 1; i <= option_count; i++) offer(options[i])
        else offer_all(all " help")
        exit
    }
    object = find(all, w[at])
    if (object == "") exit
    if (object == "sandbox") {
        print given == at ? "@cmd" : "@file"
        exit
    }
    if (++at > given) {
        offer_all(verbs[object])
        offer_all(words[object, "-"])
        offer_all(first[object, "-"])
        exit
    }
    verb = find(verbs[object], w[at])
    # What is no verb belongs to the verb that need not be said.
    if (verb == "") {
        verb = (object, "-") in words ? "-" : (" " verbs[object] " ") ~ / show / ? "show" : "list"
        at--
    }
    from = at + 1
    # With -all, the command comes without a name.
    if (every && object == "netns") at--
    if ((object == "netns" || object == "vrf") && verb == "exec" && given > at) {
        print given == at + 1 ? "@cmd" : "@file"
        exit
    }
    if ((object, verb) in further) {
        if (given < from) { offer_all(further[object, verb]); exit }
        from++
    }
    for (i = from; i < given; i++) if (w[i] == "type" && object == "link") { kind = w[i + 1]; from = i + 2; break }
    for (i = from; i <= given; i++) used[w[i]]
    previous = given >= from ? w[given] : ""
    known = "-"
    # The other end of a pair takes what the link takes.
    if (kind != "" && "peer" in used) {
        left = words[object, verb]
        if ((object, verb, previous) in value && previous != "peer") known = value[object, verb, previous]
    } else if (kind != "" && (kind, previous) in value) known = value[kind, previous]
    else if ((object, verb, previous) in value) known = value[object, verb, previous]
    if (known == "=") exit
    if (known != "-") { offer_all(known); exit }
    if (left != "") {
    } else if (kind != "" && kind in of) left = of[kind]
    else left = words[object, verb]
    if (given < from && kind == "") offer_all(first[object, verb])
    count = split(left, parts, " ")
    for (i = 1; i <= count; i++) if (!(parts[i] in used)) offer(parts[i])
}
