//! The topology as a text tree.

use super::model::{End, Gateway, Link, Space, Topology};
use crate::args::encode;
use crate::output::{Colour, Out};

/// Characters of branches.
struct Strokes {
    branch: &'static str,
    last: &'static str,
    along: &'static str,
    wire: &'static str,
}

const UNICODE: Strokes = Strokes {
    branch: "├─ ",
    last: "└─ ",
    along: "│  ",
    wire: "⟷",
};

const ASCII: Strokes = Strokes {
    branch: "|- ",
    last: "`- ",
    along: "|  ",
    wire: "<->",
};

/// Text after the last branch.
const BLANK: &str = "   ";

/// Whether the locale uses UTF-8 (locale(7): the first of these variables that is set and not empty).
fn is_unicode() -> bool {
    ["LC_ALL", "LC_CTYPE", "LANG"]
        .iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|value| !value.is_empty())
        .is_some_and(|locale| {
            let locale = locale.to_ascii_lowercase();
            locale.contains("utf-8") || locale.contains("utf8")
        })
}

/// Draws all namespaces, one below the other.
pub(super) fn draw(out: &mut Out, topology: &Topology) {
    let strokes = if is_unicode() { &UNICODE } else { &ASCII };
    for (place, space) in topology.spaces.iter().enumerate() {
        out.text("{}\n", encode(&space.label));
        let tree = Tree {
            topology,
            place,
            space,
            strokes,
        };
        tree.draw(out);
    }
    for (label, why) in &topology.unseen {
        out.text("{}: ", encode(label));
        out.text("not seen: {}\n", why);
    }
}

struct Tree<'t> {
    topology: &'t Topology,
    place: usize,
    space: &'t Space,
    strokes: &'static Strokes,
}

impl Tree<'_> {
    fn draw(&self, out: &mut Out) {
        let mut drawn = vec![false; self.space.links.len()];
        let roots = self.children(None, &drawn);
        let after = !self.space.gateways.is_empty();
        self.branches(out, "", &roots, after, &mut drawn);
        // Devices stacked in a circle have no root.
        let rest: Vec<usize> = (0..drawn.len())
            .filter(|position| drawn.get(*position) == Some(&false))
            .collect();
        for position in rest {
            if drawn.get(position) == Some(&false) {
                self.branches(out, "", &[position], after, &mut drawn);
            }
        }
        for (i, gateway) in self.space.gateways.iter().enumerate() {
            let is_last = i + 1 == self.space.gateways.len();
            out.word(if is_last {
                self.strokes.last
            } else {
                self.strokes.branch
            });
            self.gateway(out, gateway);
        }
    }

    /// The children of `parent`, by index.
    fn children(&self, parent: Option<u32>, drawn: &[bool]) -> Vec<usize> {
        let links = self.space.links.iter().enumerate();
        links
            .filter(|(place, link)| {
                self.space.parent(link) == parent && drawn.get(*place) == Some(&false)
            })
            .map(|(place, _)| place)
            .collect()
    }

    /// Draws these links and their children; `after` tells whether siblings follow.
    fn branches(
        &self,
        out: &mut Out,
        indent: &str,
        places: &[usize],
        after: bool,
        drawn: &mut [bool],
    ) {
        for (i, place) in places.iter().enumerate() {
            let Some(link) = self.space.links.get(*place) else {
                continue;
            };
            if let Some(drawn) = drawn.get_mut(*place) {
                *drawn = true;
            }
            let is_last = i + 1 == places.len() && !after;
            out.word(indent);
            out.word(if is_last {
                self.strokes.last
            } else {
                self.strokes.branch
            });
            self.link(out, link);
            let below = self.children(Some(link.index), drawn);
            let further = format!(
                "{indent}{}",
                if is_last { BLANK } else { self.strokes.along }
            );
            self.branches(out, &further, &below, false, drawn);
        }
    }

    fn link(&self, out: &mut Out, link: &Link) {
        out.text_painted(Colour::Ifname, "{}", encode(&link.name));
        if let Some(kind) = &link.kind {
            out.text(" {}", encode(kind));
        }
        out.word(" ");
        let state = super::record::state(link);
        match state {
            "UP" => out.text_painted(Colour::Up, "{}", state),
            "DOWN" => out.text_painted(Colour::Down, "{}", state),
            _ => out.word(state),
        }
        for (family, address) in &link.addresses {
            out.word(" ");
            match Colour::of_family(*family) {
                Some(colour) => out.text_painted(colour, "{}", address),
                None => out.text("{}", address),
            }
        }
        self.other_end(out, link);
        out.word("\n");
    }

    /// Shows the connection of a link unless the tree shows it.
    fn other_end(&self, out: &mut Out, link: &Link) {
        let Some(end) = self.topology.other_end(self.place, link) else {
            return;
        };
        if link.lower().is_some() && self.space.parent(link) == link.lower() {
            return;
        }
        let how = if link.is_of_pair() {
            self.strokes.wire
        } else {
            "on"
        };
        out.text(" {} ", how);
        match end {
            End::Known(place, _) if place == self.place => {
                out.text_painted(
                    Colour::Ifname,
                    "{}",
                    encode(&self.space.name(link.link.unwrap_or(0))),
                );
            }
            End::Known(place, position) => {
                let Some(space) = self.topology.spaces.get(place) else {
                    return;
                };
                out.text("{}:", encode(&space.label));
                if let Some(link) = space.links.get(position) {
                    out.text_painted(Colour::Ifname, "{}", encode(&link.name));
                }
            }
            End::Unseen(space, index) => {
                out.text("{}:", encode(&space.label));
                out.text("if{}", index);
            }
            End::Outside(id) => {
                out.text("(netnsid {}):", id);
                out.text("if{}", link.link.unwrap_or(0));
            }
        }
    }

    fn gateway(&self, out: &mut Out, gateway: &Gateway) {
        out.word("default");
        if let Some(via) = &gateway.via {
            out.word(" via ");
            match Colour::of_family(gateway.family) {
                Some(colour) => out.text_painted(colour, "{}", via),
                None => out.text("{}", via),
            }
        }
        if let Some(index) = gateway.index {
            out.word(" dev ");
            out.text_painted(Colour::Ifname, "{}", encode(&self.space.name(index)));
        }
        for (word, value) in gateway.details() {
            out.text(" {} ", word);
            out.text("{}", value);
        }
        out.word("\n");
    }
}
