//! The topology for drawing programs: flowcharts of Mermaid, and DOT for Graphviz.

use super::model::{Gateway, Link, Space, Topology, Wire};
use super::record;

/// The differences between the languages.
struct Language {
    /// A line break in a label.
    newline: &'static str,
    /// Escapes a character for a quoted label.
    escape: fn(&mut String, char),
}

const MERMAID: Language = Language {
    newline: "<br/>",
    // Mermaid interprets quotes, tags, entities, Markdown after a backtick, `\n`, `%%{`, `$$` and `fa:fa-`.
    escape: |text, c| match c {
        ' ' | '(' | ')' | '.' | '-' | '_' | '/' => text.push(c),
        _ if c.is_ascii_punctuation() => {
            text.push('#');
            text.push_str(&u32::from(c).to_string());
            text.push(';');
            // Mermaid interprets `\n` and `$$` even after decoding entities; an invisible character separates them.
            if matches!(c, '\\' | '$') {
                text.push_str("#8203;");
            }
        }
        _ => text.push(c),
    },
};

const DOT: Language = Language {
    newline: "\\n",
    escape: |text, c| match c {
        '"' => text.push_str("\\\""),
        '\\' => text.push_str("\\\\"),
        // DOT decodes entities in every label.
        '&' => text.push_str("&amp;"),
        _ => text.push(c),
    },
};

impl Language {
    fn quote(&self, text: &str) -> String {
        let mut quoted = String::with_capacity(text.len());
        for c in text.chars() {
            (self.escape)(&mut quoted, c);
        }
        quoted
    }

    /// Name, kind, state and addresses of a link.
    fn label(&self, link: &Link) -> String {
        let mut label = self.quote(&link.name);
        label.push_str(self.newline);
        if let Some(kind) = &link.kind {
            label.push_str(&self.quote(kind));
            label.push(' ');
        }
        label.push_str(record::state(link));
        for (_, address) in &link.addresses {
            label.push_str(self.newline);
            label.push_str(address);
        }
        label
    }
}

/// A default route as text.
fn route(language: &Language, space: &Space, gateway: &Gateway) -> String {
    let mut text = "default".to_owned();
    if let Some(via) = &gateway.via {
        text.push_str(" via ");
        text.push_str(via);
    }
    if let Some(index) = gateway.index {
        text.push_str(" dev ");
        text.push_str(&language.quote(&space.name(index)));
    }
    for (word, value) in gateway.details() {
        text.push_str(&format!(" {word} {value}"));
    }
    text
}

/// A Mermaid flowchart: `---` to a port, `-.-` to a stacked device, `===` between the ends of a pair, `-->` to a
/// default route. Routes are nodes of their own, because Mermaid gives the label of a namespace the space of one line.
pub(super) fn mermaid(topology: &Topology) -> String {
    let mut out = "graph LR\n".to_owned();
    for (s, space) in topology.spaces.iter().enumerate() {
        let label = MERMAID.quote(&space.label);
        out.push_str(&format!("  subgraph n{s}[\"{label}\"]\n"));
        for (l, link) in space.links.iter().enumerate() {
            out.push_str(&format!("    n{s}_{l}[\"{}\"]\n", MERMAID.label(link)));
        }
        for (r, gateway) in space.gateways.iter().enumerate() {
            let route = route(&MERMAID, space, gateway);
            out.push_str(&format!("    n{s}_r{r}([\"{route}\"])\n"));
        }
        out.push_str("  end\n");
    }
    for ((s, l), (t, m), wire) in topology.wires() {
        let stroke = match wire {
            Wire::Port => "---",
            Wire::Stacked => "-.-",
            Wire::Pair => "===",
        };
        out.push_str(&format!("  n{s}_{l} {stroke} n{t}_{m}\n"));
    }
    for (s, space) in topology.spaces.iter().enumerate() {
        for (r, gateway) in space.gateways.iter().enumerate() {
            if let Some(l) = gateway.index.and_then(|index| space.position(index)) {
                out.push_str(&format!("  n{s}_{l} --> n{s}_r{r}\n"));
            }
        }
    }
    for (label, why) in &topology.unseen {
        out.push_str(&format!("  %% {}: not seen: {why}\n", MERMAID.quote(label)));
    }
    out
}

/// A DOT graph: thin to a port, dotted to a stacked device, thick between the ends of a pair.
pub(super) fn dot(topology: &Topology) -> String {
    let mut out = String::from(
        "graph topology {\n  rankdir=LR;\n  fontname=\"sans-serif\";\n  node [shape=box, style=rounded, fontname=\"sans-serif\"];\n",
    );
    for (s, space) in topology.spaces.iter().enumerate() {
        let mut heading = DOT.quote(&space.label);
        for gateway in &space.gateways {
            heading.push_str(DOT.newline);
            heading.push_str(&route(&DOT, space, gateway));
        }
        out.push_str(&format!(
            "  subgraph cluster_{s} {{\n    label=\"{heading}\";\n"
        ));
        for (l, link) in space.links.iter().enumerate() {
            out.push_str(&format!("    n{s}_{l} [label=\"{}\"];\n", DOT.label(link)));
        }
        out.push_str("  }\n");
    }
    for ((s, l), (t, m), wire) in topology.wires() {
        let style = match wire {
            Wire::Port => "",
            Wire::Stacked => " [style=dotted]",
            Wire::Pair => " [style=bold]",
        };
        out.push_str(&format!("  n{s}_{l} -- n{t}_{m}{style};\n"));
    }
    for (label, why) in &topology.unseen {
        out.push_str(&format!("  // {label}: not seen: {why}\n"));
    }
    out.push_str("}\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_leave_its_quotes() {
        assert_eq!(DOT.quote(r#"a"];x\"#), r#"a\"];x\\"#);
        assert_eq!(DOT.quote("&lt;"), "&amp;lt;");
        assert_eq!(MERMAID.quote("\"]<b>#"), "#34;#93;#60;b#62;#35;");
        assert_eq!(MERMAID.quote("`x`\\n"), "#96;x#96;#92;#8203;n");
    }
}
