//! The texts of manual/: what each word of an object or a kind of link means.
//!
//! `# TITLE` begins a section, in kinds.txt with the names of kinds. `> ` begins a paragraph about the section. A line
//! without indentation is a head, words with their placeholders in capitals, and the indented line below describes them.

const OBJECTS: &[(&str, &str)] = &[
    ("address", include_str!("../../../manual/address.txt")),
    ("addrlabel", include_str!("../../../manual/addrlabel.txt")),
    ("export", include_str!("../../../manual/export.txt")),
    ("fou", include_str!("../../../manual/fou.txt")),
    ("ila", include_str!("../../../manual/ila.txt")),
    ("ioam", include_str!("../../../manual/ioam.txt")),
    ("l2tp", include_str!("../../../manual/l2tp.txt")),
    ("link", include_str!("../../../manual/link.txt")),
    ("macsec", include_str!("../../../manual/macsec.txt")),
    ("maddress", include_str!("../../../manual/maddress.txt")),
    ("monitor", include_str!("../../../manual/monitor.txt")),
    ("mptcp", include_str!("../../../manual/mptcp.txt")),
    ("mroute", include_str!("../../../manual/mroute.txt")),
    ("neighbour", include_str!("../../../manual/neighbour.txt")),
    ("netconf", include_str!("../../../manual/netconf.txt")),
    ("netns", include_str!("../../../manual/netns.txt")),
    ("nexthop", include_str!("../../../manual/nexthop.txt")),
    ("ntable", include_str!("../../../manual/ntable.txt")),
    ("path", include_str!("../../../manual/path.txt")),
    ("route", include_str!("../../../manual/route.txt")),
    ("rule", include_str!("../../../manual/rule.txt")),
    ("sr", include_str!("../../../manual/sr.txt")),
    ("stats", include_str!("../../../manual/stats.txt")),
    (
        "tcp_metrics",
        include_str!("../../../manual/tcp_metrics.txt"),
    ),
    ("token", include_str!("../../../manual/token.txt")),
    ("topology", include_str!("../../../manual/topology.txt")),
    ("tunnel", include_str!("../../../manual/tunnel.txt")),
    ("tuntap", include_str!("../../../manual/tuntap.txt")),
    ("vrf", include_str!("../../../manual/vrf.txt")),
    ("xfrm", include_str!("../../../manual/xfrm.txt")),
];

const KINDS: &str = include_str!("../../../manual/kinds.txt");

/// A section of a text.
pub struct Section {
    pub title: &'static str,
    /// Paragraphs before the entries.
    pub about: Vec<&'static str>,
    pub entries: Vec<Entry>,
}

/// Words and their description.
pub struct Entry {
    pub head: &'static str,
    pub text: &'static str,
}

/// The words of a text, without punctuation around them.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    let apart =
        |c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '(' | ')' | '{' | '}' | '|');
    let words = text.split(apart).map(|word| word.trim_end_matches('.'));
    words.filter(|word| !word.is_empty())
}

/// Whether a word of a head is typed as it stands: placeholders are capitals.
pub fn is_typed(word: &str) -> bool {
    word.starts_with("End") || !word.starts_with(|c: char| c.is_ascii_uppercase() || c == '[')
}

/// The sections about an object, by the name of its page.
pub fn object(page: &str) -> Vec<Section> {
    let text = OBJECTS.iter().find(|(name, _)| *name == page);
    text.map_or_else(Vec::new, |(_, text)| sections(text))
}

/// The sections about a kind of link.
pub fn kind(name: &str) -> Vec<Section> {
    let mut sections = sections(KINDS);
    sections.retain(|section| words(section.title).any(|kind| kind == name));
    sections
}

fn sections(text: &'static str) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    let mut head = "";
    for line in text.lines().filter(|line| !line.is_empty()) {
        if let Some(title) = line.strip_prefix("# ") {
            let (about, entries) = (Vec::new(), Vec::new());
            sections.push(Section {
                title,
                about,
                entries,
            });
        } else if let Some(section) = sections.last_mut() {
            if let Some(paragraph) = line.strip_prefix("> ") {
                section.about.push(paragraph);
            } else if let Some(text) = line.strip_prefix("  ") {
                section.entries.push(Entry { head, text });
            } else {
                head = line;
            }
        }
    }
    sections
}
