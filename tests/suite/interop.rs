//! What one program writes and the other reads: streams of addresses, routes and rules, in both directions.

use libtest_mimic::{Failed, Trial};

use crate::harness::stage::Stage;
use crate::harness::world::{Program, World};

/// An object's name, what sets the scene, how it is saved, emptied and shown (the same before and after).
struct Stream {
    name: &'static str,
    scene: &'static str,
    save: &'static str,
    empty: &'static str,
    restore: &'static str,
    show: &'static str,
    /// `showdump`, if the object has it.
    dump: Option<&'static str>,
}

const STREAMS: &[Stream] = &[
    Stream {
        name: "addr",
        scene: "ip link add v0 type veth peer name v1; ip link set v0 up; ip link set v1 up; \
            ip addr add 10.0.0.1/24 brd + dev v0 label v0:x; ip addr add 10.0.0.2/24 dev v0; \
            ip addr add 10.1.0.1 peer 10.2.0.1 dev v0 metric 7; \
            ip addr add fd00::1/64 dev v0 nodad noprefixroute home; ip addr add fd00::2/64 dev v1 nodad proto 5",
        save: "ip addr save",
        empty: "ip addr flush scope global",
        restore: "ip addr restore",
        show: "ip addr show scope global",
        dump: Some("ip addr showdump"),
    },
    Stream {
        name: "addr of a device",
        scene: "ip link add v0 type veth peer name v1; ip link set v0 up; ip link set v1 up; \
            ip addr add 10.0.0.1/24 dev v0; ip addr add 10.0.1.1/24 dev v1; ip addr add fd00::1/64 dev v0 nodad",
        save: "ip addr save dev v0",
        empty: "ip addr flush dev v0 scope global",
        restore: "ip addr restore",
        show: "ip addr show scope global",
        dump: Some("ip addr showdump"),
    },
    Stream {
        name: "route",
        scene: "ip link add v0 type veth peer name v1; ip link set v0 up; ip link set v1 up; \
            ip addr add 10.0.0.1/24 dev v0; ip route add default via 10.0.0.2 metric 5 mtu lock 1400; \
            ip route add 10.5.0.0/16 nexthop via 10.0.0.2 weight 3 nexthop via 10.0.0.3 proto static; \
            ip route add blackhole 10.6.0.0/16 table 77; ip route add unreachable 10.7.0.0/16 tos 0x10; \
            ip route add 10.8.0.0/16 via inet6 fe80::1 dev v0 advmss 1000 rtt 5 congctl reno",
        save: "ip route save table all proto boot",
        empty: "ip route flush table all proto boot",
        restore: "ip route restore",
        show: "ip route show table all proto boot",
        dump: Some("ip route showdump"),
    },
    Stream {
        name: "route of IPv6",
        scene: "ip link add v0 type veth peer name v1; ip link set v0 up; ip link set v1 up; \
            ip addr add fd00::1/64 dev v0 nodad; ip route add fd01::/64 via fd00::2 pref high; \
            ip route add fd02::/64 dev v0 metric 9; ip route add prohibit fd03::/64",
        save: "ip -6 route save proto boot",
        empty: "ip -6 route flush proto boot",
        restore: "ip route restore",
        show: "ip -6 route show proto boot",
        dump: Some("ip route showdump"),
    },
    Stream {
        name: "rule",
        scene: "ip rule add from 10.0.0.0/8 to 10.1.0.0/16 table 7 pref 100; ip rule add fwmark 5/7 prohibit pref 101; \
            ip rule add iif lo oif lo uidrange 5-7 ipproto tcp sport 5-9 dport 80 table 300 pref 102; \
            ip rule add not from 1.1.1.1 tos 0x10 goto 102 pref 50; ip rule add to 5.5.5.5 lookup main \
            suppress_prefixlength 3 protocol static pref 103",
        save: "ip rule save",
        empty: "for n in 50 100 101 102 103; do ip rule del pref $n; done",
        restore: "ip rule restore",
        show: "ip rule show | sed '/^0:\\|^3276/d'",
        dump: None,
    },
    Stream {
        name: "rule of IPv6",
        scene: "ip -6 rule add from fd00::/8 to fd01::/16 table 7 pref 100; ip -6 rule add blackhole pref 101",
        save: "ip -6 rule save",
        empty: "ip -6 rule del pref 100; ip -6 rule del pref 101",
        restore: "ip rule restore",
        show: "ip -6 rule show | sed '/^0:\\|^3276/d'",
        dump: None,
    },
];

pub fn trials(stage: Option<&'static Stage>) -> Vec<Trial> {
    let directions = [
        (
            "reads what the reference wrote",
            Program::Reference,
            Program::Ours,
        ),
        (
            "writes what the reference reads",
            Program::Ours,
            Program::Reference,
        ),
    ];
    STREAMS
        .iter()
        .flat_map(|stream| directions.map(|direction| (stream, direction)))
        .map(|(stream, (title, writer, reader))| {
            Trial::test(format!("interop::{}: {title}", stream.name), move || {
                stage.map_or(Ok(()), |stage| {
                    there_and_back(stage, stream, writer, reader)
                })
            })
        })
        .collect()
}

/// Saves with one program, empties, restores with the other; all is as it was.
fn there_and_back(
    stage: &'static Stage,
    stream: &Stream,
    writer: Program,
    reader: Program,
) -> Result<(), Failed> {
    let world = World::new(stage)?;
    let run = |program, command: &str| {
        let outcome = world.run(program, command, "");
        if outcome.succeeded() {
            Ok(outcome.stdout)
        } else {
            Err(Failed::from(format!("{command}\n{outcome}")))
        }
    };
    run(Program::Reference, stream.scene)?;
    let before = run(Program::Reference, stream.show)?;
    run(writer, &format!("{} >saved", stream.save))?;
    if let Some(dump) = stream.dump {
        let (shown, wanted) = (
            run(reader, &format!("{dump} <saved"))?,
            run(writer, &format!("{dump} <saved"))?,
        );
        same(dump, &wanted, &shown)?;
        if shown.is_empty() {
            return Err(format!("{dump} shows nothing").into());
        }
    }
    run(Program::Reference, stream.empty)?;
    let emptied = run(Program::Reference, stream.show)?;
    if emptied == before {
        return Err(format!("{} leaves all in place", stream.empty).into());
    }
    // The rules that a namespace begins with come back twice, from either.
    world.run(reader, &format!("{} <saved", stream.restore), "");
    same(stream.show, &before, &run(Program::Reference, stream.show)?)
}

fn same(what: &str, wanted: &str, found: &str) -> Result<(), Failed> {
    if wanted == found {
        Ok(())
    } else {
        Err(format!("{what}\nwanted:\n{wanted}\nfound:\n{found}").into())
    }
}
