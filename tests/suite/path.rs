//! `ip path`, which no reference has: ping is the judge. Networks are broken in many ways; each time `path` has to say what
//! ping finds, and to name what was broken.

use libtest_mimic::{Failed, Trial};
use serde_json::Value;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use crate::harness::case::in_guest;
use crate::harness::stage::Stage;
use crate::harness::world::{Outcome, Program, World};
use crate::json;

mod networks;

use networks::{NETWORKS, Network, PRELUDE};

/// A network that is broken in one way.
struct Broken {
    network: &'static Network,
    line: String,
    /// What the obstacle has to contain: all strings of one of these lists. Without any, the way is expected to stay open.
    names: Vec<Vec<String>>,
}

/// Worlds at a time: most of the time ping waits.
const AT_A_TIME: usize = 6;

/// The short form tries one of so many.
const ONE_OF: usize = 11;

/// The part of what is broken that is named, in percent, at least.
const NAMED: usize = 95;

pub fn trials(stage: Option<&'static Stage>) -> Vec<Trial> {
    // busybox's ping, the guest's, cannot forbid that a packet is divided.
    if in_guest() {
        return Vec::new();
    }
    let trial = |name: &str, run: fn(&'static Stage) -> Result<(), Failed>| {
        Trial::test(format!("path::{name}"), move || stage.map_or(Ok(()), run))
    };
    vec![
        trial("ping is the judge", judge),
        trial("what it says", says),
    ]
}

fn device_named(namespace: &str, device: &str) -> Vec<String> {
    vec![
        format!("\"netns\":\"{namespace}\""),
        format!("\"ifname\":\"{device}\""),
    ]
}

/// Every breakage of a network.
fn breakages(network: &'static Network) -> Vec<Broken> {
    let mut found = Vec::new();
    let mut add = |line: String, names: Vec<Vec<String>>| {
        found.push(Broken {
            network,
            line,
            names,
        });
    };
    add(":".to_owned(), Vec::new());
    for (space, device) in network.devices {
        let named = vec![device_named(space, device)];
        add(
            format!("ip -n {space} link set {device} down"),
            named.clone(),
        );
        add(
            format!("ip -n {space} link set {device} mtu 1300"),
            Vec::new(),
        );
        add(
            format!("ip netns add lost; ip -n {space} link set {device} netns lost"),
            [
                named,
                vec![
                    vec!["lost".to_owned()],
                    vec![format!("{space}:")],
                    here(space),
                ],
            ]
            .concat(),
        );
    }
    for (space, device, address, length) in network.addresses {
        let is_v6 = address.contains(':');
        let (all, other) = if is_v6 {
            (128, "fd77::7/64")
        } else {
            (32, "10.77.0.7/24")
        };
        let del = format!("ip -n {space} addr del {address}/{length} dev {device}");
        let named = vec![vec![(*address).to_owned()], device_named(space, device)];
        add(del.clone(), [named.clone(), without_route(space)].concat());
        add(
            format!("{del}; ip -n {space} addr add {address}/{all} dev {device}"),
            [named.clone(), without_route(space)].concat(),
        );
        add(
            format!("{del}; ip -n {space} addr add {other} dev {device}"),
            [named, without_route(space)].concat(),
        );
        add(
            format!("ip -n {space} link set {device} arp off"),
            vec![device_named(space, device)],
        );
    }
    for (space, device, address) in network.neighbours {
        add(
            format!(
                "ip -n {space} neigh add {address} lladdr 02:66:66:66:66:66 dev {device} nud permanent"
            ),
            vec![[vec!["\"neighbour\"".to_owned()], here(space)].concat()],
        );
    }
    for space in [network.from, network.to].iter().chain(network.routers) {
        add_routes(network, space, &mut add);
    }
    for router in network.routers {
        for (family, setting) in [("ipv4", "ip_forward"), ("ipv6", "conf/all/forwarding")] {
            let is_v6 = network.goal.contains(':');
            let names = if is_v6 == (family == "ipv6") {
                vec![[vec!["forwarding".to_owned()], here(router)].concat()]
            } else {
                Vec::new()
            };
            add(format!("set_in {router} {family}/{setting} 0"), names);
        }
    }
    for (line, names) in network.more {
        let all: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let names = if all.is_empty() {
            Vec::new()
        } else {
            vec![all]
        };
        add((*line).to_owned(), names);
    }
    found
}

fn here(space: &str) -> Vec<String> {
    vec![format!("\"netns\":\"{space}\"")]
}

/// A namespace without the route that an address would have made.
fn without_route(space: &str) -> Vec<Vec<String>> {
    ["no-route", "no-address"]
        .map(|reason| [vec![reason.to_owned()], here(space)].concat())
        .to_vec()
}

/// Breakages of routes and settings of a namespace.
fn add_routes(network: &Network, space: &str, add: &mut dyn FnMut(String, Vec<Vec<String>>)) {
    let is_v6 = network.goal.contains(':');
    let (option, all) = if is_v6 { ("-6 ", 128) } else { ("", 32) };
    let here = || here(space);
    let towards = if space == network.to {
        network.source
    } else {
        network.goal
    };
    for kind in ["blackhole", "unreachable", "prohibit"] {
        add(
            format!("ip -n {space} {option}route add {kind} {towards}/{all} metric 1"),
            vec![[here(), vec![format!("\"{kind}\"")]].concat()],
        );
        add(
            format!("ip -n {space} {option}rule add to {towards} {kind} pref 5"),
            vec![[here(), vec!["\"rule\"".to_owned()]].concat()],
        );
    }
    add(
        format!("ip -n {space} {option}route flush table main"),
        vec![here()],
    );
    for setting in ["conf/all/rp_filter", "conf/all/arp_ignore"] {
        add(format!("set_in {space} ipv4/{setting} 1"), Vec::new());
    }
    if space != network.from && !is_v6 {
        let names = if space == network.to {
            vec![[here(), vec!["echo".to_owned()]].concat()]
        } else {
            Vec::new()
        };
        add(format!("set_in {space} ipv4/icmp_echo_ignore_all 1"), names);
    }
    add(format!("ip -n {space} link set lo down"), Vec::new());
}

/// What path and ping find.
fn script(broken: &Broken) -> String {
    let Network {
        setup, from, goal, ..
    } = broken.network;
    let header = if goal.contains(':') { 48 } else { 28 };
    format!(
        "{PRELUDE}\n{setup}\nset +e\n{}\n\
         sleep 0.1; ip -n {from} -j path {goal} >path; echo $?; cat path\n\
         ip netns exec {from} ping -c 1 -W 1 {goal} >/dev/null 2>&1; ping=$?; echo $ping\n\
         mtu=$(sed -n 's/^[^{{]*{{[^{{]*\"there\":\\[{{[^}}]*\"mtu\":\\([0-9]*\\).*/\\1/p' path)\n\
         [ $ping != 0 ] || [ -z \"$mtu\" ] || ip netns exec {from} ping -c 1 -W 1 -M do -s $((mtu - {header})) {goal} >/dev/null 2>&1; echo $?\n",
        broken.line,
    )
}

/// How a case came out.
#[derive(Default)]
struct Score {
    cases: usize,
    unclear: usize,
    to_name: usize,
    named: usize,
    wrong: Vec<String>,
    unnamed: Vec<String>,
}

fn try_one(stage: &'static Stage, broken: &Broken, score: &Mutex<Score>) -> Result<(), String> {
    let world = World::new(stage)?;
    let outcome = world.run(Program::Ours, &script(broken), "");
    let title = format!("{}: {}", broken.network.name, broken.line);
    let finding = read(&outcome).map_err(|why| format!("{title}: {why}\n{outcome}"))?;
    let mut score = score.lock().map_err(|why| why.to_string())?;
    score.cases += 1;
    let agrees = match finding.path {
        0 => finding.ping == 0 && (finding.full == 0) == finding.takes_full,
        1 => finding.ping != 0,
        _ => {
            score.unclear += 1;
            true
        }
    };
    if !agrees {
        score.wrong.push(format!("{title}\n{outcome}"));
        return Ok(());
    }
    if finding.path == 1 {
        score.to_name += 1;
        let has = |name: &String| finding.obstacle.contains(name.as_str());
        let named = broken.names.iter().any(|names| names.iter().all(has));
        if named {
            score.named += 1;
        } else {
            score.unnamed.push(format!("{title}: {}", finding.obstacle));
        }
    }
    Ok(())
}

struct Finding {
    path: i32,
    obstacle: String,
    takes_full: bool,
    ping: i32,
    full: i32,
}

fn read(outcome: &Outcome) -> Result<Finding, String> {
    let mut lines = outcome.stdout.lines();
    let mut status = || {
        let line = lines.next().unwrap_or_default();
        line.parse::<i32>().map_err(|why| format!("{line}: {why}"))
    };
    let path = status()?;
    let shown = outcome.stdout.lines().nth(1).unwrap_or_default();
    let records: Value = serde_json::from_str(shown).map_err(|why| why.to_string())?;
    json::hold("ip -j path", &format!("{shown}\n"))?;
    let record = records.get(0).ok_or("no record")?;
    let _ = status();
    Ok(Finding {
        path,
        obstacle: record
            .get("obstacle")
            .map(Value::to_string)
            .unwrap_or_default(),
        takes_full: record.get("full_size").and_then(Value::as_bool) == Some(true),
        ping: status()?,
        full: status()?,
    })
}

fn judge(stage: &'static Stage) -> Result<(), Failed> {
    let all = std::env::var_os("OXIP_PROVE").is_some();
    let cases: Vec<Broken> = NETWORKS
        .iter()
        .filter(|network| network.needs.iter().all(|kind| stage.has_kind(kind)))
        .flat_map(breakages)
        .enumerate()
        .filter(|(place, _)| all || place % ONE_OF == 0)
        .map(|(_, broken)| broken)
        .collect();
    let score = Mutex::new(Score::default());
    let next = AtomicUsize::new(0);
    let failed = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..AT_A_TIME {
            scope.spawn(|| {
                while let Some(broken) = cases.get(next.fetch_add(1, Relaxed)) {
                    if let Err(why) = try_one(stage, broken, &score) {
                        failed.lock().expect("no panic").push(why);
                    }
                }
            });
        }
    });
    let score = score.into_inner()?;
    let failed = failed.into_inner()?;
    println!(
        "path: {} cases, {} unclear, {} of {} named",
        score.cases, score.unclear, score.named, score.to_name
    );
    if !failed.is_empty() || !score.wrong.is_empty() {
        let text = [failed, score.wrong].concat();
        return Err(format!("{} disagree\n{}", text.len(), text.join("\n")).into());
    }
    if score.named * 100 < score.to_name * NAMED {
        return Err(format!("unnamed:\n{}", score.unnamed.join("\n")).into());
    }
    if all {
        println!("{}", score.unnamed.join("\n"));
    }
    Ok(())
}

/// A command line, its status, what it says on either stream.
const SAYS: &[(&str, i32, &str, &str)] = &[
    (
        "spaces red blue; ip link add e0 address 02:00:00:00:00:01 netns red type veth peer name e0 address 02:00:00:00:00:02 netns blue; \
         at red e0 10.0.0.1/24; at blue e0 10.0.0.2/24; ip -n red link set e0 up; ip -n red path 10.0.0.2",
        1,
        "to 10.0.0.2:\n  red: 10.0.0.0/24 dev e0 src 10.0.0.1 mtu 1500 (rule 32766, table main)\n\
         blocked: blue:e0 is down\ntry: ip -n blue link set e0 up\n",
        "",
    ),
    (
        "ip -n blue link set e0 up; ip -n red path 10.0.0.2",
        0,
        "to 10.0.0.2:\n  red: 10.0.0.0/24 dev e0 src 10.0.0.1 mtu 1500 (rule 32766, table main)\n\
         \x20   10.0.0.2 is 02:00:00:00:00:02\n    red:e0 > blue:e0\n\
         \x20 blue: in by e0, local 10.0.0.2 (rule 0, table local)\nback to 10.0.0.1:\n\
         \x20 blue: 10.0.0.0/24 dev e0 src 10.0.0.2 mtu 1500 (rule 32766, table main)\n\
         \x20   10.0.0.1 is 02:00:00:00:00:01\n    blue:e0 > red:e0\n\
         \x20 red: in by e0, local 10.0.0.1 (rule 0, table local)\nopen both ways for packets of up to 1500 bytes\n",
        "",
    ),
    // A filter is not judged.
    (
        "ip -n blue xfrm policy add dst 10.9.0.0/24 dir out; ip -n red path 10.0.0.2 | tail -n 1; \
         ip -n red path 10.0.0.2 >out; echo $?",
        0,
        "cannot judge: IPsec policies in blue\n2\n",
        "",
    ),
    // Where a namespace cannot be entered, nothing is guessed.
    (
        "as-nobody ip path 10.0.0.2; echo $?",
        0,
        "to 10.0.0.2:\nblocked: (this namespace) has no route to 10.0.0.2\n1\n",
        "",
    ),
    (
        "ip path",
        255,
        "",
        "Error: argument \"ADDRESS\" is required\n",
    ),
    (
        "ip path 10.0.0.2 iif e0",
        255,
        "",
        "Error: argument \"from\" is required\n",
    ),
    (
        "ip path 10.0.0.2 from 10.0.0.1 iif nosuch",
        1,
        "",
        "Cannot find device \"nosuch\"\n",
    ),
    (
        "ip path 224.0.0.1",
        255,
        "",
        "Error: argument \"224.0.0.1\" is wrong: not the address of one host\n",
    ),
    (
        "ip path 10.0.0.2 nosuch",
        255,
        "",
        "Command \"nosuch\" is unknown, try \"ip path help\".\n",
    ),
    // A shortened word stays iproute2's.
    (
        "ip pat",
        1,
        "",
        "Object \"pat\" is unknown, try \"ip help\".\n",
    ),
];

fn says(stage: &'static Stage) -> Result<(), Failed> {
    let world = World::new(stage)?;
    for (line, status, stdout, stderr) in SAYS {
        let setup = if line.starts_with("spaces") {
            PRELUDE
        } else {
            ""
        };
        let outcome = world.run(Program::Ours, &format!("{setup}\n{line}"), "");
        let same =
            outcome.status == *status && outcome.stdout == *stdout && outcome.stderr == *stderr;
        if !same {
            return Err(format!("{line}\n{outcome}\nwanted {status}:\n{stdout}{stderr}").into());
        }
    }
    Ok(())
}
