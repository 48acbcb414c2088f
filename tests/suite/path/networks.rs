//! Networks that `ip path` is tried in.

/// A network, and what in it a packet from one host to another needs.
pub struct Network {
    pub name: &'static str,
    /// Kinds of links that the kernel has to have.
    pub needs: &'static [&'static str],
    pub setup: &'static str,
    pub from: &'static str,
    pub source: &'static str,
    pub to: &'static str,
    pub goal: &'static str,
    /// Devices on the way: namespace and name.
    pub devices: &'static [(&'static str, &'static str)],
    /// Addresses on the way: namespace, device, address, length.
    pub addresses: &'static [(&'static str, &'static str, &'static str, u8)],
    /// Whom a namespace asks for: namespace, device, address.
    pub neighbours: &'static [(&'static str, &'static str, &'static str)],
    pub routers: &'static [&'static str],
    /// Further breakages: a line, and what the obstacle has to name.
    pub more: &'static [(&'static str, &'static [&'static str])],
}

/// Functions of the scripts. Devices of one namespace are joined with devices of another: `wire red e0 blue e0`.
pub const PRELUDE: &str = r#"
set -e
spaces() { for n; do ip netns add $n; ip -n $n link set lo up; set_in $n ipv6/conf/default/accept_dad 0; done; }
set_in() { ip netns exec $1 sh -c "echo $3 >/proc/sys/net/$2"; }
wire() { ip link add $2 netns $1 up type veth peer name $4 netns $3; ip -n $3 link set $4 up; }
at() { ip -n $1 addr add $3 dev $2; }
set_in_here() { echo $2 >/proc/sys/net/$1; }
ip link set lo up
ip netns add here && ip netns delete here
"#;

pub const NETWORKS: &[Network] = &[
    Network {
        name: "pair",
        needs: &["veth"],
        setup: "spaces red blue; wire red e0 blue e0; at red e0 10.0.0.1/24; at blue e0 10.0.0.2/24",
        from: "red",
        source: "10.0.0.1",
        to: "blue",
        goal: "10.0.0.2",
        devices: &[("red", "e0"), ("blue", "e0")],
        addresses: &[
            ("red", "e0", "10.0.0.1", 24),
            ("blue", "e0", "10.0.0.2", 24),
        ],
        neighbours: &[("red", "e0", "10.0.0.2"), ("blue", "e0", "10.0.0.1")],
        routers: &[],
        more: &[("ip -n blue link set e0 address $(cat_mac red e0)", &[])],
    },
    Network {
        name: "switch",
        needs: &["veth", "bridge"],
        setup: "spaces sw red blue eve; ip -n sw link add br0 up type bridge; \
                for n in red blue eve; do wire sw p-$n $n e0; ip -n sw link set p-$n master br0; done; \
                at red e0 10.0.0.1/24; at blue e0 10.0.0.2/24; at eve e0 10.0.0.9/24",
        from: "red",
        source: "10.0.0.1",
        to: "blue",
        goal: "10.0.0.2",
        devices: &[
            ("red", "e0"),
            ("sw", "p-red"),
            ("sw", "br0"),
            ("sw", "p-blue"),
            ("blue", "e0"),
        ],
        addresses: &[
            ("red", "e0", "10.0.0.1", 24),
            ("blue", "e0", "10.0.0.2", 24),
        ],
        neighbours: &[("red", "e0", "10.0.0.2"), ("blue", "e0", "10.0.0.1")],
        routers: &[],
        more: &[
            ("ip -n sw link set p-red nomaster", &["p-red"]),
            ("ip -n sw link set p-blue nomaster", &["p-blue"]),
            ("ip -n sw link set p-eve nomaster", &[]),
            (
                "ip -n sw link set p-red type bridge_slave isolated on; ip -n sw link set p-blue type bridge_slave isolated on",
                &["isolated"],
            ),
            ("ip -n sw link set p-red type bridge_slave isolated on", &[]),
            (
                "ip -n sw link set p-red type bridge_slave state 4",
                &["port-state", "p-red"],
            ),
            (
                "ip -n sw link set p-blue type bridge_slave state 4",
                &["port-state", "p-blue"],
            ),
            (
                "ip -n sw link set p-red type bridge_slave learning off",
                &[],
            ),
            (
                "ip -n sw link set p-blue type bridge_slave bcast_flood off",
                &["p-blue"],
            ),
            (
                "ip -n sw link set p-red type bridge_slave bcast_flood off",
                &[],
            ),
            ("ip -n sw link set p-blue type bridge_slave flood off", &[]),
            (
                "ip -n sw link add br1 up type bridge; ip -n sw link set p-blue master br1",
                &["p-blue"],
            ),
            (
                "ip -n sw link add br1 up type bridge; ip -n sw link set p-red master br1",
                &["p-red"],
            ),
            (
                "ip -n blue link set e0 address 02:00:00:00:00:77; ip netns exec sw bridge fdb add 02:00:00:00:00:77 dev p-eve master static",
                &["fdb"],
            ),
            (
                "ip -n blue link set e0 address 02:00:00:00:00:77; ip -n red neigh add 10.0.0.2 lladdr 02:00:00:00:00:77 dev e0 nud permanent",
                &[],
            ),
            (
                "ip -n eve link set e0 address 02:00:00:00:00:77; ip -n red neigh add 10.0.0.2 lladdr 02:00:00:00:00:77 dev e0 nud permanent",
                &["neighbour", "red"],
            ),
            (
                "ip -n blue link set e0 address 02:00:00:00:00:78; ip -n red link set e0 address 02:00:00:00:00:78",
                &["02:00:00:00:00:78"],
            ),
            (
                "ip -n blue addr del 10.0.0.2/24 dev e0; at eve e0 10.0.0.2/24",
                &[],
            ),
            ("ip -n sw addr add 10.0.0.7/24 dev br0", &[]),
        ],
    },
    Network {
        name: "switch and router",
        needs: &["veth", "bridge"],
        setup: "spaces sw red green; ip -n sw link add br0 up type bridge; wire sw p-red red e0; ip -n sw link set p-red master br0; \
                wire sw p-green green e0; at sw br0 10.0.0.254/24; at sw p-green 10.1.0.254/24; at red e0 10.0.0.1/24; at green e0 10.1.0.1/24; \
                ip -n red route add default via 10.0.0.254; ip -n green route add default via 10.1.0.254; set_in sw ipv4/ip_forward 1",
        from: "red",
        source: "10.0.0.1",
        to: "green",
        goal: "10.1.0.1",
        devices: &[
            ("red", "e0"),
            ("sw", "p-red"),
            ("sw", "br0"),
            ("sw", "p-green"),
            ("green", "e0"),
        ],
        addresses: &[
            ("red", "e0", "10.0.0.1", 24),
            ("sw", "br0", "10.0.0.254", 24),
            ("sw", "p-green", "10.1.0.254", 24),
            ("green", "e0", "10.1.0.1", 24),
        ],
        neighbours: &[
            ("red", "e0", "10.0.0.254"),
            ("sw", "p-green", "10.1.0.1"),
            ("green", "e0", "10.1.0.254"),
            ("sw", "br0", "10.0.0.1"),
        ],
        routers: &["sw"],
        more: &[
            ("ip -n sw link set p-red nomaster", &["p-red"]),
            ("ip -n sw link set p-green master br0", &["sw"]),
        ],
    },
    Network {
        name: "router",
        needs: &["veth"],
        setup: "spaces red r blue; wire red e0 r r0; wire r r1 blue e0; at red e0 10.0.0.1/24; at r r0 10.0.0.254/24; \
                at r r1 10.1.0.254/24; at blue e0 10.1.0.1/24; ip -n red route add default via 10.0.0.254; \
                ip -n blue route add default via 10.1.0.254; set_in r ipv4/ip_forward 1",
        from: "red",
        source: "10.0.0.1",
        to: "blue",
        goal: "10.1.0.1",
        devices: &[("red", "e0"), ("r", "r0"), ("r", "r1"), ("blue", "e0")],
        addresses: &[
            ("red", "e0", "10.0.0.1", 24),
            ("r", "r0", "10.0.0.254", 24),
            ("r", "r1", "10.1.0.254", 24),
            ("blue", "e0", "10.1.0.1", 24),
        ],
        neighbours: &[
            ("red", "e0", "10.0.0.254"),
            ("r", "r1", "10.1.0.1"),
            ("blue", "e0", "10.1.0.254"),
            ("r", "r0", "10.0.0.1"),
        ],
        routers: &["r"],
        more: &[
            ("ip -n red route del default", &["no-route", "red"]),
            ("ip -n blue route del default", &["no-route", "blue"]),
            (
                "ip -n red route replace default via 10.0.0.253",
                &["10.0.0.253"],
            ),
            (
                "ip -n blue route replace default via 10.1.0.253",
                &["10.1.0.253"],
            ),
            (
                "ip -n red route del default; ip -n red route add default via 10.0.0.254 table 77",
                &["table 77"],
            ),
            (
                "ip -n blue route del default; ip -n blue route add default via 10.1.0.254 table 77",
                &["table 77"],
            ),
            (
                "ip -n red route del default; ip -n red route add default via 10.0.0.254 table 77; ip -n red rule add from all lookup 77",
                &[],
            ),
            (
                "set_in r ipv4/conf/r1/rp_filter 1; ip -n r addr add 10.2.0.1/24 dev r0; ip -n r route add 10.1.0.1 dev r0",
                &["10.1.0.1"],
            ),
            (
                "ip -n red addr add 10.5.0.1/32 dev e0; ip -n red route replace default via 10.0.0.254 src 10.5.0.1",
                &["10.5.0.1"],
            ),
            (
                "ip -n red addr add 10.5.0.1/32 dev e0; ip -n red route replace default via 10.0.0.254 src 10.5.0.1; set_in r ipv4/conf/all/rp_filter 1",
                &["10.5.0.1"],
            ),
            (
                "ip -n red addr add 10.5.0.1/32 dev e0; ip -n red route replace default via 10.0.0.254 src 10.5.0.1; ip -n r route add 10.5.0.1 dev r0",
                &[],
            ),
            ("set_in r ipv4/conf/r0/forwarding 0", &["forwarding", "r0"]),
            ("set_in r ipv4/conf/r1/forwarding 0", &["forwarding", "r1"]),
            ("at r r1 10.0.0.1/24", &["10.0.0.1"]),
            ("at r r1 10.1.0.1/24", &[]),
        ],
    },
    Network {
        name: "two routers",
        needs: &["veth"],
        setup: "spaces red r s blue; wire red e0 r r0; wire r r1 s s0; wire s s1 blue e0; at red e0 10.0.0.1/24; at r r0 10.0.0.254/24; \
                at r r1 10.9.0.1/30; at s s0 10.9.0.2/30; at s s1 10.1.0.254/24; at blue e0 10.1.0.1/24; \
                ip -n red route add default via 10.0.0.254; ip -n blue route add default via 10.1.0.254; \
                ip -n r route add 10.1.0.0/24 via 10.9.0.2; ip -n s route add 10.0.0.0/24 via 10.9.0.1; \
                set_in r ipv4/ip_forward 1; set_in s ipv4/ip_forward 1",
        from: "red",
        source: "10.0.0.1",
        to: "blue",
        goal: "10.1.0.1",
        devices: &[
            ("red", "e0"),
            ("r", "r0"),
            ("r", "r1"),
            ("s", "s0"),
            ("s", "s1"),
            ("blue", "e0"),
        ],
        addresses: &[
            ("red", "e0", "10.0.0.1", 24),
            ("r", "r0", "10.0.0.254", 24),
            ("r", "r1", "10.9.0.1", 30),
            ("s", "s0", "10.9.0.2", 30),
            ("s", "s1", "10.1.0.254", 24),
            ("blue", "e0", "10.1.0.1", 24),
        ],
        neighbours: &[
            ("red", "e0", "10.0.0.254"),
            ("r", "r1", "10.9.0.2"),
            ("s", "s1", "10.1.0.1"),
            ("blue", "e0", "10.1.0.254"),
            ("s", "s0", "10.9.0.1"),
            ("r", "r0", "10.0.0.1"),
        ],
        routers: &["r", "s"],
        more: &[
            ("ip -n r route del 10.1.0.0/24", &["no-route", "\"r\""]),
            ("ip -n s route del 10.0.0.0/24", &["no-route", "\"s\""]),
            ("ip -n s route add 10.1.0.1 via 10.9.0.1", &["loop"]),
            ("ip -n r route add 10.0.0.1 via 10.9.0.2", &["loop"]),
        ],
    },
    Network {
        name: "macvlan",
        needs: &["veth", "macvlan"],
        setup: "spaces base red blue; ip -n base link add up type veth peer name end; ip -n base link set veth0 name low; \
                ip -n base link set low up; ip -n base link set end up; \
                for n in red blue; do ip -n base link add m-$n link low type macvlan mode bridge; ip -n base link set m-$n netns $n name e0; ip -n $n link set e0 up; done; \
                at red e0 10.0.0.1/24; at blue e0 10.0.0.2/24; at base low 10.0.0.3/24",
        from: "red",
        source: "10.0.0.1",
        to: "blue",
        goal: "10.0.0.2",
        devices: &[("red", "e0"), ("base", "low"), ("blue", "e0")],
        addresses: &[
            ("red", "e0", "10.0.0.1", 24),
            ("blue", "e0", "10.0.0.2", 24),
        ],
        neighbours: &[("red", "e0", "10.0.0.2"), ("blue", "e0", "10.0.0.1")],
        routers: &[],
        more: &[
            (
                "ip -n red link set e0 type macvlan mode private",
                &["macvlan-mode", "red"],
            ),
            (
                "ip -n blue link set e0 type macvlan mode private",
                &["macvlan-mode", "blue"],
            ),
            (
                "ip -n red link set e0 type macvlan mode vepa",
                &["macvlan-mode", "red"],
            ),
            (
                "ip -n blue link set e0 type macvlan mode vepa",
                &["macvlan-mode", "blue"],
            ),
            (
                "ip -n blue addr flush dev e0; ip -n base addr add 10.0.0.2/24 dev low",
                &["macvlan"],
            ),
            (
                "ip -n blue addr flush dev e0; ip -n base addr add 10.0.0.2/24 dev end",
                &[],
            ),
        ],
    },
    Network {
        name: "vxlan",
        needs: &["veth", "vxlan"],
        setup: "spaces red blue; wire red u0 blue u0; at red u0 192.168.0.1/24; at blue u0 192.168.0.2/24; \
                ip -n red link add vx0 up type vxlan id 5 remote 192.168.0.2 local 192.168.0.1 dstport 4789 dev u0; \
                ip -n blue link add vx0 up type vxlan id 5 remote 192.168.0.1 local 192.168.0.2 dstport 4789 dev u0; \
                at red vx0 10.0.0.1/24; at blue vx0 10.0.0.2/24",
        from: "red",
        source: "10.0.0.1",
        to: "blue",
        goal: "10.0.0.2",
        devices: &[
            ("red", "vx0"),
            ("red", "u0"),
            ("blue", "u0"),
            ("blue", "vx0"),
        ],
        addresses: &[
            ("red", "vx0", "10.0.0.1", 24),
            ("blue", "vx0", "10.0.0.2", 24),
            ("red", "u0", "192.168.0.1", 24),
            ("blue", "u0", "192.168.0.2", 24),
        ],
        neighbours: &[
            ("red", "vx0", "10.0.0.2"),
            ("blue", "vx0", "10.0.0.1"),
            ("red", "u0", "192.168.0.2"),
            ("blue", "u0", "192.168.0.1"),
        ],
        routers: &[],
        more: &[
            (
                "ip -n blue link del vx0; ip -n blue link add vx0 up type vxlan id 6 remote 192.168.0.1 dstport 4789 dev u0; at blue vx0 10.0.0.2/24",
                &["vni", "blue"],
            ),
            (
                "ip -n blue link del vx0; ip -n blue link add vx0 up type vxlan id 5 remote 192.168.0.1 dstport 4790 dev u0; at blue vx0 10.0.0.2/24",
                &["vni", "blue"],
            ),
            (
                "ip -n blue link del vx0; ip -n blue link add vx0 up type vxlan id 5 dstport 4789 dev u0; at blue vx0 10.0.0.2/24",
                &[],
            ),
            (
                "ip -n red link del vx0; ip -n red link add vx0 up type vxlan id 5 dstport 4789 dev u0; at red vx0 10.0.0.1/24",
                &["vxlan", "red"],
            ),
            (
                "ip -n red link del vx0; ip -n red link add vx0 up type vxlan id 5 remote 192.168.0.9 dstport 4789 dev u0; at red vx0 10.0.0.1/24",
                &["192.168.0.9"],
            ),
            ("ip -n blue link del vx0", &[]),
        ],
    },
    Network {
        name: "policy routing",
        needs: &["veth"],
        setup: "spaces red r a b blue; wire red e0 r r0; wire r ra a a0; wire r rb b b0; wire a a1 blue e0; wire b b1 blue e1; \
                at red e0 10.0.0.1/24; at r r0 10.0.0.254/24; at r ra 10.2.0.1/24; at a a0 10.2.0.2/24; at r rb 10.3.0.1/24; at b b0 10.3.0.2/24; \
                at a a1 10.4.0.1/24; at blue e0 10.4.0.2/24; at b b1 10.5.0.1/24; at blue e1 10.5.0.2/24; ip -n blue addr add 10.1.0.1/32 dev lo; \
                ip -n red route add default via 10.0.0.254; ip -n r route add 10.1.0.1 via 10.2.0.2; \
                ip -n r route add 10.1.0.1 via 10.3.0.2 table 100; ip -n r rule add from 10.0.0.0/24 lookup 100 pref 100; \
                ip -n a route add 10.1.0.1 via 10.4.0.2; ip -n b route add 10.1.0.1 via 10.5.0.2; \
                ip -n a route add 10.0.0.0/24 via 10.2.0.1; ip -n b route add 10.0.0.0/24 via 10.3.0.1; \
                ip -n blue route add default via 10.5.0.1; for n in r a b; do set_in $n ipv4/ip_forward 1; done",
        from: "red",
        source: "10.0.0.1",
        to: "blue",
        goal: "10.1.0.1",
        devices: &[
            ("red", "e0"),
            ("r", "r0"),
            ("r", "rb"),
            ("b", "b0"),
            ("b", "b1"),
            ("blue", "e1"),
        ],
        addresses: &[
            ("red", "e0", "10.0.0.1", 24),
            ("r", "r0", "10.0.0.254", 24),
            ("r", "rb", "10.3.0.1", 24),
            ("b", "b0", "10.3.0.2", 24),
            ("b", "b1", "10.5.0.1", 24),
            ("blue", "e1", "10.5.0.2", 24),
        ],
        neighbours: &[
            ("red", "e0", "10.0.0.254"),
            ("r", "rb", "10.3.0.2"),
            ("b", "b1", "10.5.0.2"),
            ("blue", "e1", "10.5.0.1"),
            ("b", "b0", "10.3.0.1"),
            ("r", "r0", "10.0.0.1"),
        ],
        routers: &["r", "b"],
        more: &[
            ("ip -n r rule del pref 100", &[]),
            (
                "ip -n r rule del pref 100; set_in blue ipv4/conf/all/rp_filter 1",
                &["rp-filter", "blue"],
            ),
            (
                "ip -n r rule add from 10.0.0.1 blackhole pref 50",
                &["rule", "\"r\""],
            ),
            (
                "ip -n r route add prohibit 10.1.0.1 table 100 metric 0; ip -n r route del 10.1.0.1 via 10.3.0.2 table 100",
                &["prohibit"],
            ),
            (
                "ip -n r route add throw 10.1.0.1 table 100; ip -n r route del 10.1.0.1 via 10.3.0.2 table 100",
                &[],
            ),
            (
                "ip -n r rule add iif r0 blackhole pref 60",
                &["rule", "\"r\""],
            ),
            ("ip -n r rule add iif ra blackhole pref 60", &[]),
            ("ip -n r rule add ipproto tcp blackhole pref 60", &[]),
            (
                "ip -n r rule add ipproto icmp prohibit pref 60",
                &["rule", "\"r\""],
            ),
            ("ip -n blue route replace default via 10.4.0.1", &[]),
            (
                "ip -n r rule del pref 100; ip -n a route del 10.1.0.1",
                &["no-route", "\"a\""],
            ),
        ],
    },
    Network {
        name: "IPv6 router",
        needs: &["veth"],
        setup: "spaces red r blue; wire red e0 r r0; wire r r1 blue e0; at red e0 fd00::1/64; at r r0 fd00::fe/64; \
                at r r1 fd01::fe/64; at blue e0 fd01::1/64; ip -n red -6 route add default via fd00::fe; \
                ip -n blue -6 route add default via fd01::fe; set_in r ipv6/conf/all/forwarding 1",
        from: "red",
        source: "fd00::1",
        to: "blue",
        goal: "fd01::1",
        devices: &[("red", "e0"), ("r", "r0"), ("r", "r1"), ("blue", "e0")],
        addresses: &[
            ("red", "e0", "fd00::1", 64),
            ("r", "r0", "fd00::fe", 64),
            ("r", "r1", "fd01::fe", 64),
            ("blue", "e0", "fd01::1", 64),
        ],
        neighbours: &[
            ("red", "e0", "fd00::fe"),
            ("r", "r1", "fd01::1"),
            ("blue", "e0", "fd01::fe"),
            ("r", "r0", "fd00::1"),
        ],
        routers: &["r"],
        more: &[
            ("ip -n red -6 route del default", &["no-route", "red"]),
            ("ip -n blue -6 route del default", &["no-route", "blue"]),
            (
                "ip -n red -6 route del default; ip -n red -6 route add default via fd00::fd",
                &["fd00::fd"],
            ),
            (
                "ip -n red -6 route del default; ip -n red -6 route add default via fd00::fe table 77",
                &["table 77"],
            ),
            ("set_in r ipv6/conf/all/disable_ipv6 1", &["fd00::fe"]),
            ("set_in blue ipv6/conf/e0/disable_ipv6 1", &["fd01::1"]),
            ("set_in r ipv6/conf/r0/forwarding 0", &[]),
        ],
    },
];
