//! Shows the ways of a packet: as lines, or as JSON.

use super::network::Network;
use super::report::{Hop, Leg, Obstacle};
use super::{Found, Verdict};
use crate::args::encode;
use crate::output::{Colour, Out};

/// Text that is valid UTF-8.
fn valid(text: &str) -> String {
    String::from_utf8_lossy(&encode(text)).into_owned()
}

/// Shows all of it.
pub(super) fn show(out: &mut Out, network: &Network, found: &Found) {
    out.records(|out| {
        out.object(None, |out| {
            out.json("dst", found.destination.to_string());
            out.text("to {}:\n", found.destination.to_string());
            show_leg(out, network, "there", &found.there);
            if let Some(back) = &found.back {
                let source = found.there.hops.first().and_then(|hop| hop.source.clone());
                out.text(
                    "back to {}:\n",
                    source.unwrap_or_else(|| "the source".to_owned()),
                );
                show_leg(out, network, "back", back);
            }
            show_end(out, network, found);
        });
    });
}

fn show_leg(out: &mut Out, network: &Network, key: &str, leg: &Leg) {
    out.array(Some(key), |out| {
        for hop in &leg.hops {
            out.object(None, |out| show_hop(out, network, hop));
        }
    });
}

fn show_hop(out: &mut Out, network: &Network, hop: &Hop) {
    out.put("netns", "  {}:", valid(network.label(hop.space)));
    if let Some(input) = &hop.input {
        out.word(" in by ");
        out.paint(Colour::Ifname, "iif", "{}", valid(input));
        out.word(",");
    }
    if let Some(route) = &hop.route {
        out.put("route", " {}", route.as_str());
    }
    if let Some(next) = &hop.next {
        out.json("next", next.as_str());
        if hop.has_gateway {
            out.text(" via {}", next.as_str());
        }
    }
    if let Some(output) = &hop.output {
        out.word(" dev ");
        out.paint(Colour::Ifname, "dev", "{}", valid(output));
    }
    if let Some(source) = &hop.source {
        out.put("src", " src {}", source.as_str());
    }
    if hop.metric != 0 {
        out.put("metric", " metric {}", hop.metric);
    }
    if let Some(mtu) = hop.mtu {
        out.put("mtu", " mtu {}", mtu);
    }
    show_rule(out, hop);
    out.word("\n");
    show_wire(out, hop);
}

fn show_rule(out: &mut Out, hop: &Hop) {
    let Some(table) = &hop.table else {
        return;
    };
    match hop.rule {
        Some(rule) => {
            out.put("rule", " (rule {}, ", rule);
            out.put("table", "table {})", table.as_str());
        }
        None => out.put("table", " (table {})", table.as_str()),
    }
}

/// The neighbour, and the devices that the frame passes.
fn show_wire(out: &mut Out, hop: &Hop) {
    if let Some(lladdr) = &hop.lladdr {
        out.text("    {}", hop.next.as_deref().unwrap_or_default());
        out.word(" is ");
        out.paint(Colour::Mac, "lladdr", "{}", lladdr.as_str());
        if hop.is_permanent {
            out.put("permanent", " permanent", true);
        }
        out.word("\n");
    }
    if !hop.through.is_empty() {
        let through: Vec<String> = hop.through.iter().map(|place| valid(place)).collect();
        let through: Vec<&str> = through.iter().map(String::as_str).collect();
        out.list("through", ["    ", " > ", "\n"], &through);
    }
}

fn show_end(out: &mut Out, network: &Network, found: &Found) {
    let word = match found.verdict() {
        Verdict::Open => "open",
        Verdict::Blocked => "blocked",
        Verdict::Unclear => "unclear",
    };
    out.json("state", word);
    let ways = ["there", "back"].into_iter().zip(found.legs());
    let obstacle = ways
        .filter_map(|(way, leg)| Some((way, leg.obstacle()?)))
        .next();
    if let Some((way, obstacle)) = obstacle {
        show_obstacle(out, network, way, obstacle);
    }
    show_doubts(out, found);
    if found.verdict() == Verdict::Open {
        out.text("{}", "open both ways");
        show_size(out, found);
    }
}

fn show_obstacle(out: &mut Out, network: &Network, way: &str, obstacle: &Obstacle) {
    out.object(Some("obstacle"), |out| {
        out.json("way", way);
        out.json("reason", obstacle.reason);
        out.json("netns", valid(network.label(obstacle.space)));
        if let Some(device) = &obstacle.device {
            out.json("ifname", valid(device));
        }
        out.put("text", "blocked: {}\n", valid(&obstacle.text));
        if let Some(command) = &obstacle.command {
            out.put("command", "try: {}\n", valid(command));
        }
    });
}

fn show_doubts(out: &mut Out, found: &Found) {
    let mut doubts: Vec<String> = Vec::new();
    for leg in found.legs() {
        doubts.extend(leg.unclear().map(valid));
        doubts.extend(leg.doubts.iter().map(|doubt| valid(doubt)));
    }
    doubts.dedup();
    if doubts.is_empty() {
        return;
    }
    out.array(Some("unclear"), |out| {
        for doubt in &doubts {
            out.element("cannot judge: {}\n", doubt.as_str());
        }
    });
}

fn show_size(out: &mut Out, found: &Found) {
    let Some((_, least)) = found.there.smallest() else {
        out.word("\n");
        return;
    };
    out.put("mtu", " for packets of up to {} bytes\n", least.size);
    let full = found.takes_full_size();
    out.json("full_size", full);
    if full {
        return;
    }
    let worst = found
        .legs()
        .flat_map(|leg| &leg.limits)
        .min_by_key(|limit| limit.size);
    if let Some(limit) = worst {
        let how = if limit.is_silent { "drops" } else { "refuses" };
        out.put("narrow", "{}", valid(&limit.place));
        out.text(" {} longer ones that may not be divided\n", how);
    }
}
