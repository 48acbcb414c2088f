//! The topology for programs that draw: Mermaid's flowcharts, and DOT for Graphviz.

use super::model::{Gateway, Link, Space, Topology, Wire};
use super::record;
use crate::output::Out;

/// What differs between the languages.
struct Language {
    /// The end of a line within a label.
    newline: &'static str,
    /// A character as it stands in a label in quotes, if not as it is.
    escape: fn(char) -> Option<&'static str>,
}

const MERMAID: Language = Language {
    newline: "<br/>",
    escape: |c| match c {
        '"' => Some("#quot;"),
        '#' => Some("#35;"),
        '<' => Some("#lt;"),
        '>' => Some("#gt;"),
        '&' => Some("#amp;"),
        _ => None,
    },
};

const DOT: Language = Language {
    newline: "\\n",
    escape: |c| match c {
        '"' => Some("\\\""),
        '\\' => Some("\\\\"),
        _ => None,
    },
};

impl Language {
    fn quote(&self, text: &str) -> String {
        let mut quoted = String::with_capacity(text.len());
        for c in text.chars() {
            match (self.escape)(c) {
                Some(escape) => quoted.push_str(escape),
                None => quoted.push(c),
            }
        }
        quoted
    }

    /// A link's name, its kind and state, its addresses.
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

/// A default route.
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
    text
}

/// A flowchart of Mermaid: `---` to a port, `-.-` to what is stacked, `===` between the ends of a pair, `-->` to a default
/// route. Routes are no part of a namespace's label: Mermaid leaves it a single line's space.
pub(super) fn mermaid(out: &mut Out, topology: &Topology) {
    out.word("graph LR\n");
    for (s, space) in topology.spaces.iter().enumerate() {
        let label = MERMAID.quote(&space.label);
        out.text("{}", format!("  subgraph n{s}[\"{label}\"]\n"));
        for (l, link) in space.links.iter().enumerate() {
            out.text("{}", format!("    n{s}_{l}[\"{}\"]\n", MERMAID.label(link)));
        }
        for (r, gateway) in space.gateways.iter().enumerate() {
            let route = route(&MERMAID, space, gateway);
            out.text("{}", format!("    n{s}_r{r}([\"{route}\"])\n"));
        }
        out.word("  end\n");
    }
    for ((s, l), (t, m), wire) in topology.wires() {
        let stroke = match wire {
            Wire::Port => "---",
            Wire::Stacked => "-.-",
            Wire::Pair => "===",
        };
        out.text("{}", format!("  n{s}_{l} {stroke} n{t}_{m}\n"));
    }
    for (s, space) in topology.spaces.iter().enumerate() {
        for (r, gateway) in space.gateways.iter().enumerate() {
            if let Some(l) = gateway.index.and_then(|index| space.position(index)) {
                out.text("{}", format!("  n{s}_{l} --> n{s}_r{r}\n"));
            }
        }
    }
    for (label, why) in &topology.unseen {
        out.text("{}", format!("  %% {label}: not seen: {why}\n"));
    }
}

/// A graph in DOT: thin to a port, dotted to what is stacked, thick between the ends of a pair.
pub(super) fn dot(out: &mut Out, topology: &Topology) {
    out.word("graph topology {\n  rankdir=LR;\n  fontname=\"sans-serif\";\n  node [shape=box, style=rounded, fontname=\"sans-serif\"];\n");
    for (s, space) in topology.spaces.iter().enumerate() {
        let mut heading = DOT.quote(&space.label);
        for gateway in &space.gateways {
            heading.push_str(DOT.newline);
            heading.push_str(&route(&DOT, space, gateway));
        }
        out.text(
            "{}",
            format!("  subgraph cluster_{s} {{\n    label=\"{heading}\";\n"),
        );
        for (l, link) in space.links.iter().enumerate() {
            out.text(
                "{}",
                format!("    n{s}_{l} [label=\"{}\"];\n", DOT.label(link)),
            );
        }
        out.word("  }\n");
    }
    for ((s, l), (t, m), wire) in topology.wires() {
        let style = match wire {
            Wire::Port => "",
            Wire::Stacked => " [style=dotted]",
            Wire::Pair => " [style=bold]",
        };
        out.text("{}", format!("  n{s}_{l} -- n{t}_{m}{style};\n"));
    }
    for (label, why) in &topology.unseen {
        out.text("{}", format!("  // {label}: not seen: {why}\n"));
    }
    out.word("}\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_leave_its_quotes() {
        assert_eq!(DOT.quote(r#"a"];x\"#), r#"a\"];x\\"#);
        assert_eq!(MERMAID.quote("\"]<b>#"), "#quot;]#lt;b#gt;#35;");
    }
}
