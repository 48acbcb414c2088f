//! `ip export`: what it writes makes the same again, elsewhere, read by this program and by the reference.

use std::thread::sleep;
use std::time::{Duration, Instant};

use libtest_mimic::{Failed, Trial};
use serde_json::Value;

use crate::harness::case::in_guest;
use crate::harness::stage::Stage;
use crate::harness::world::{Program, World};

/// The end of the second chapter of the tutorial, and of the first.
const TUTORIAL: &str = "\
ip netns add red; ip netns add blue; ip link add v-net-0 type bridge; ip link set dev v-net-0 up
for n in red blue; do
    ip link add veth-$n type veth peer name veth-$n-br
    ip link set veth-$n netns $n; ip link set veth-$n-br master v-net-0
done
ip -n red addr add 192.168.15.1/24 dev veth-red; ip -n blue addr add 192.168.15.2/24 dev veth-blue
ip -n red link set veth-red up; ip -n blue link set veth-blue up
ip link set veth-red-br up; ip link set veth-blue-br up
ip addr add 192.168.15.5/24 dev v-net-0
ip -n red route add default via 192.168.15.5";

/// The kinds that every kernel of ours has, options of theirs, and pairs across namespaces.
const LINKS: &str = "\
ip netns add red; ip netns add blue
ip link add br0 type bridge forward_delay 400 mcast_snooping 0 ageing_time 12345 priority 7 mcast_query_interval 7777
ip link add v0 type veth peer name v1 netns red; ip link set v0 master br0
ip link set dev v0 type bridge_slave cost 7 hairpin on isolated on
ip -n red link add w0 type veth peer name w1 netns blue mtu 1400
ip link add a0 mtu 1300 type veth peer name a1 address 02:00:00:00:00:07
ip link add link a0 name mv0 type macvlan mode bridge
ip link add link a0 name mv1 netns red type macvlan mode private
ip link add link a1 name mvt0 type macvtap mode vepa
ip link add link a1 name mv2 type macvlan mode source macaddr add 02:00:00:00:00:08
ip link add vx0 type vxlan id 42 remote 10.9.9.9 dstport 4789 ttl 5 nolearning srcport 100 200
ip link add vx1 type vxlan id 43 group ff02::5 dev a0 dstport 4790 udp6zerocsumtx ageing 77
ip link add vx2 type vxlan external dstport 4791
ip link add ifb7 type ifb; ip link set ifb7 alias \"a 'b\" group 3 promisc on allmulticast on
ip link property add dev ifb7 altname other7; ip link set a1 addrgenmode none txqueuelen 77
ip link set a0 up";

/// Kinds on top of each other, as only the guest has them.
const STACKS: &str = "\
ip netns add red; ip netns add blue
ip link add d0 type dummy; ip link add d1 type dummy; ip link add d2 numtxqueues 4 type dummy; ip link add d3 type dummy
ip link add bond0 type bond mode 802.3ad miimon 150 lacp_rate fast xmit_hash_policy layer3+4 min_links 1
ip link set d0 master bond0; ip link set d1 master bond0; ip link set dev d1 type bond_slave actor_port_prio 77
ip link add bond1 type bond mode active-backup arp_interval 200 arp_ip_target 10.1.1.1,10.1.1.2 arp_validate active
ip link add link bond0 name bond0.5 type vlan id 5 reorder_hdr off egress-qos-map 1:2 3:4 ingress-qos-map 5:6
ip link add link bond0 name ad.7 type vlan protocol 802.1ad id 7 gvrp on
ip link add vrf0 type vrf table 1005; ip link set bond0.5 master vrf0
ip link add team0 type team; ip link set d2 master team0
ip link add link d3 name mv0 type macvlan mode bridge bcqueuelen 2000; ip link add d4 type dummy; ip link add link d4 name red0 netns red type ipvlan mode l3 private
ip link add veth0 type veth peer name veth1; ip link add veth2 type veth peer name veth3 netns blue
ip link add hsr0 type hsr slave1 veth0 slave2 veth2 supervision 45 version 1
ip link add link veth1 name ms0 type macsec sci 0011223344550001 encrypt on replay on window 32 cipher gcm-aes-256
ip link add nk0 type netkit mode l2 forward peer blackhole name nk1 netns red
ip link add br0 type bridge vlan_filtering 1 stp_state 1 mcast_querier 1; ip link set ad.7 master br0
ip link add link br0 name br0.9 type vlan id 9 loose_binding on
ip link set d0 up; ip link set d1 up; ip link set bond0 up; ip link set vrf0 up; ip link set bond0.5 up; ip link set br0 up
ip addr add 10.5.0.1/24 dev bond0.5; ip route add 10.6.0.0/16 via 10.5.0.2 vrf vrf0; ip -n red addr add 10.7.0.1/24 dev red0";

/// Tunnels and what else has no kind of link below it, as only the guest has them.
const TUNNELS: &str = "\
ip netns add red; ip link add d0 type dummy; ip addr add 10.1.0.1/24 dev d0; ip addr add 2001:db8::1/64 dev d0 nodad; ip link set d0 up
ip link add gre1 type gre local 10.1.0.1 remote 10.1.0.2 key 7 csum seq ttl 64
ip link add gre2 type gre local 10.1.0.1 remote 10.1.0.3 ikey 1 okey 2 nopmtudisc ignore-df dev d0
ip link add gt1 address 02:00:00:00:00:09 type gretap remote 10.1.0.4 local 10.1.0.1 encap fou encap-sport auto encap-dport 5555
ip link add er1 type erspan remote 10.1.0.5 local 10.1.0.1 key 9 seq erspan_ver 2 erspan_dir egress erspan_hwid 17
ip link add ipip1 type ipip remote 10.1.0.6 local 10.1.0.1 mode any tos inherit
ip link add sit1 type sit remote 10.1.0.7 local 10.1.0.1 ttl 9 mode ip6ip
ip link add vti1 type vti remote 10.1.0.8 local 10.1.0.1 key 4; ip link add vti61 type vti6 remote 2001:db8::8 local 2001:db8::1 key 5 dev d0
ip link add i61 type ip6tnl remote 2001:db8::9 local 2001:db8::1 mode ip6ip6 encaplimit none hoplimit 77 tclass 0x10 flowlabel 0x12
ip link add g61 type ip6gre remote 2001:db8::10 local 2001:db8::1 key 11 hoplimit 12; ip link add gt61 type ip6gretap remote 2001:db8::11 local 2001:db8::1
ip link add vx1 type vxlan id 42 remote 10.1.0.9 local 10.1.0.1 dev d0 dstport 4789 ttl inherit ageing 11 gbp; ip link add vx2 type vxlan dstport 4790 external vnifilter
ip link add gn1 type geneve id 12 remote 10.1.0.10 ttl 5 dstport 6082 udpcsum df set; ip link add gn2 type geneve external dstport 6083
ip link add wg0 type wireguard
ip link add xf1 type xfrm dev d0 if_id 88; ip link add nl0 type nlmon; ip link add vc0 type vcan; ip link add if0 type ifb
ip link add gtp0 type gtp role sgsn hsize 1000 restart_count 5; ip link add ovpn0 type ovpn mode mp; ip link add batadv0 type batadv
ip link add vxc0 type vxcan peer name vxc1 netns red; ip link set vxc0 up; ip -n red link set vxc1 up
ip link set gre1 up; ip addr add 10.20.0.1 peer 10.20.0.2/32 dev gre1; ip link set i61 up; ip addr add 2001:db8:9::1/64 dev i61 nodad
ip tuntap add tap0 mode tap user 1000 multi_queue; ip link set tap0 alias tapped; ip link set wg0 up; ip route add 10.30.0.0/16 dev wg0";

/// Addresses, routes, rules, neighbours.
const TABLES: &str = "\
ip netns add red; ip link set lo up; ip addr add 10.8.8.8/32 dev lo
ip link add br0 type bridge; ip link add v0 type veth peer name v1 netns red
ip link set v0 master br0 up; ip link set br0 up; ip -n red link set v1 up
ip addr add 10.0.0.1/24 brd + dev br0; ip addr add 10.0.0.9/24 dev br0
ip addr add 10.3.3.3 peer 10.3.3.4/32 label br0:x dev br0; ip addr add 10.4.4.4/24 scope link noprefixroute metric 50 dev br0
ip addr add 2001:db8::1/64 dev br0 nodad; ip addr add fe80::77/64 nodad dev br0
ip -n red addr add 2001:db8::2/64 dev v1 nodad; ip -n red addr add 10.0.0.2/24 dev v1
until ip -br link show br0 | grep -q UP; do sleep 0.1; done
ip route add 10.5.0.0/16 nexthop via 10.0.0.2 weight 2 nexthop via 10.0.0.3
ip route add default via 10.6.0.1 onlink dev br0; ip route add 10.7.0.0/16 via 10.0.0.2 src 10.0.0.9 mtu lock 1300 advmss 1200 metric 9
ip route add blackhole 10.99.0.0/16 metric 5; ip route add 10.98.0.0/16 dev br0 scope link table 12345 proto static
ip route add default via 2001:db8::2; ip route add unreachable 2001:db8:99::/48
ip route add 2001:db8:5::/48 nexthop via 2001:db8::2 nexthop via 2001:db8::4
ip route add 10.55.0.0/16 via inet6 fe80::5 dev br0
ip nexthop add id 5 via 10.0.0.2 dev br0; ip nexthop add id 6 via 10.0.0.3 dev br0; ip nexthop add id 7 group 5,3/6
ip route add 10.77.0.0/16 nhid 7; ip route add 10.78.0.0/16 nhid 5
ip rule add from 10.1.0.0/16 fwmark 1/0xff lookup 100 pref 500; ip rule add not to 10.2.0.0/16 iif br0 lookup 12345
ip rule add ipproto tcp dport 80-90 goto 32766 pref 600; ip rule add uidrange 5-7 suppress_prefixlength 0 lookup main
ip rule del pref 32767; ip -n red -6 rule add from 2001:db8:1::/48 lookup 200; ip -n red rule del pref 32767
ip neigh add 10.0.0.77 lladdr 00:11:22:33:44:55 dev br0; ip neigh add proxy 10.0.0.78 dev br0
ip neigh add 2001:db8::77 lladdr 00:11:22:33:44:56 router dev br0";

/// What set-ups may call: two ends that are up, one of them with an address of each family; a route.
const PRELUDE: &str = "\
two() {
    ip link set lo up; ip link add v0 address 02:00:00:00:00:01 type veth peer name v1 address 02:00:00:00:00:02
    ip link set v0 up; ip link set v1 up; ip addr add 10.0.0.1/24 dev v0; ip addr add 2001:db8::1/64 dev v0 nodad
}
e() { ip $F route add \"$@\"; }";

/// Options of routes, rules and next hops that are shown in other words than they are read in, and devices with the
/// names of words and of none.
const WORDS: &str = "\
two; i=0; for m in 'mtu lock 1400' 'rtt 13' 'rtt lock 5ms' 'rttvar 1s' 'rto_min 50ms' 'rto_min 7' 'cwnd lock 9' 'features ecn tcp_usec_ts' \
    'quickack 1' 'congctl cubic' 'congctl lock reno' 'advmss lock 1000' 'hoplimit lock 0' 'fastopen_no_cookie 1' \
    'mtu lock 0 hoplimit 64 rto_min 5' 'window 1000' 'ssthresh 5' 'reordering 3' 'initcwnd 10' 'initrwnd 11'; do
    i=$((i+1)); ip route add 20.0.$i.0/24 dev v0 $m; ip route add 2001:db8:$i::/64 dev v0 $m
done
for m in 'proto static' 'tos 0x10' 'realms 3/7' 'realm 7' 'scope 100' 'proto 77' 'proto bgp' 'scope host' 'scope 101' 'scope host' 'proto static' 'table 9999999'; do i=$((i+1)); ip route add 20.0.$i.0/24 dev v0 $m; done
ip route add 31.0.1.0/24 nexthop via 10.0.0.4 dev v0 realms 5 onlink nexthop dev v1 weight 3
ip route add throw default metric 7; ip route add 2001:db8:f0::/64 dev v0 pref high; ip route add 2001:db8:f3::/64 from 2001:db8::/32 dev v0
ip link add table type veth peer name 'b\\s'; ip link set table up; ip link set 'b\\s' up; ip link add dead type veth peer name error
ip link set dead up; ip link set error up; ip route add 60.0.0.0/8 dev 'b\\s'; ip route add 61.0.0.0/8 dev table
ip route add 62.0.0.0/8 nexthop dev table nexthop dev 'b\\s' nexthop dev dead; ip route add 63.0.0.0/8 dev error
ip link add name id type vxlan id 4 dev 'b\\s' dstport 4789; ip neigh add 12.0.0.2 lladdr 00:11:22:33:44:55 dev 'b\\s'; ip addr add 12.0.0.1/24 dev 'b\\s'
ip link add name mode type bridge; ip link set 'b\\s' master mode; ip link set dev 'b\\s' type bridge_slave cost 9
ip link set lo alias 'end\\'; ip netns add 'bs\\'; ip -n 'bs\\' link set lo alias 'a \\'
ip nexthop add id 3 dev 'b\\s'; ip nexthop add id 10 via :: dev v0; ip nexthop add id 13 via 10.0.0.3 dev v0 onlink; ip nexthop add id 14 via 10.0.0.2 dev v0
ip nexthop add id 15 group 13/14 hw_stats on; ip nexthop add id 16 group 13,3/14,300 proto 55; ip nexthop add id 26 group 13/14 type resilient buckets 16 idle_timer 1000000 unbalanced_timer 12345678
ip nexthop add id 24 via 1.1.1.2 fdb; ip nexthop add id 25 group 24 fdb; ip nexthop add id 27 blackhole proto 200; ip route add 64.0.0.0/8 nhid 26
ip rule add dscp 10 table 5; ip rule add l3mdev pref 1000; ip rule add not l3mdev pref 1001; ip rule add iif table oif lookup table 7; ip rule add oif 'b\\s' table 8
ip rule add tos 0x10 table 13; ip rule add fwmark 0/0xff table 15; ip rule add ipproto 99 table 16; ip rule add ipproto udp dport 80/0xff0 table 17
ip rule add tun_id 77 table 19; ip rule add realms 5/6 table 22; ip rule add suppress_ifgroup 0 table 24; ip rule add goto 999999 pref 40000
ip rule add nop pref 21; ip rule add prohibit pref 40001; ip rule add protocol bgp pref 25 table 26; ip rule add pref 0 table 3
ip -n 'bs\\' -6 rule add flowlabel 0x7/0xff table 21 pref 9; ip -n 'bs\\' -6 rule add l3mdev pref 1000";

/// Encapsulations.
const ENCAPSULATIONS: &str = "\
two; i=0; F=; e 40.0.1.0/24 encap ip id 3 dst 9.9.9.9 dev v0; e 40.0.2.0/24 encap ip id 3 src 1.1.1.1 dst 9.9.9.9 ttl 7 tos 0x1c key csum seq dev v0
e 40.0.3.0/24 encap ip dst 9.9.9.9 via 10.0.0.3; e 40.0.4.0/24 encap ip6 id 7 dst 2001:db8::7 src 2001:db8::8 tc 0x2c hoplimit 9 csum dev v0
e 40.0.6.0/24 encap mpls 100 via 10.0.0.3; e 40.0.7.0/24 encap mpls 100/200/300 ttl 9 via 10.0.0.3; e 40.0.8.0/24 encap seg6 mode encap segs fc00::1 dev v0
e 40.0.9.0/24 dev v0 encap xfrm if_id 7; e 40.0.10.0/24 dev v0 encap xfrm if_id 7 link_dev v1
e 40.0.11.0/24 nexthop encap ip id 3 dst 9.9.9.9 tos 0x20 via 10.0.0.9 nexthop encap mpls 77 via 10.0.0.8 weight 3
F=-6; e fd00:1::/64 encap ip id 3 dst 9.9.9.9 dev v0; e fd00:2::/64 encap ip6 id 7 dst 2001:db8::7 tc 0x4 key seq dev v0; e fd00:3::/64 encap mpls 5/6 via 2001:db8::7
for m in encap inline l2encap encap.red l2encap.red; do i=$((i+1)); e fd00:1$i::/64 encap seg6 mode $m segs fc00::1,fc00::2 dev v0; done
e fd00:a::/64 encap seg6 mode encap segs fc00::1 tunsrc 2001:db8::1 dev v0
e fd01:1::/64 encap seg6local action End dev v0; e fd01:2::/64 encap seg6local action End.X nh6 fc00::1 dev v0; e fd01:3::/64 encap seg6local action End.T table 500 dev v0
e fd01:4::/64 encap seg6local action End.DX2 oif v1 dev v0; e fd01:6::/64 encap seg6local action End.DX4 nh4 1.2.3.4 dev v0; e fd01:7::/64 encap seg6local action End.DT6 table 55 dev v0
e fd01:8::/64 encap seg6local action End.B6 srh segs fc00::1,fc00::2 dev v0; e fd01:9::/64 encap seg6local action End.B6.Encaps srh segs fc00::1,fc00::2 dev v0
e fd01:a::/64 encap seg6local action End count dev v0; e fd01:d::/64 encap seg6local action End flavors next-csid lblen 48 nflen 16 count dev v0
e fd02:1::/64 encap rpl segs fc00::1 dev v0; e fd02:2::/64 encap rpl segs fc00::1,fc00::2 dev v0
e fd02:3::/64 encap ila 1:2:3:4 csum-mode no-action ident-type luid hook-type output dev v0; e fd02:5::/64 encap ioam6 trace prealloc type 0x800000 ns 1 size 12 dev v0 2>/dev/null || :
e fd02:6::/64 encap ioam6 freq 2/3 mode encap tundst fc00::9 trace prealloc type 0x800000 ns 1 size 12 dev v0 2>/dev/null || :
e fd02:8::/64 dev v0 encap xfrm if_id 9
e fd02:9::/64 nexthop encap seg6 mode encap segs fc00::1,fc00::3 via 2001:db8::7 nexthop encap seg6local action End count via 2001:db8::8
ip nexthop add id 1 encap mpls 5 via 10.0.0.5 dev v0; ip nexthop add id 2 encap ip id 4 dst 1.1.1.9 via 10.0.0.5 dev v0
ip nexthop add id 3 encap seg6 mode encap segs fc00::1 via fe80::4 dev v0; ip nexthop add id 4 group 1/2; ip route add 50.0.0.0/8 nhid 4
ip nexthop add id 5 encap seg6local action End count via fe80::4 dev v0";

/// State that an unprivileged user exports: the kernel does not report the defaults to them.
const NOBODYS: &str = "\
two; ip link add br0 type bridge forward_delay 400; ip link add v2 type veth peer name v3; ip link set v2 master br0; ip link set dev v2 type bridge_slave cost 9
ip link add vx0 type vxlan id 4; ip link add vx1 type vxlan id 5 dstport 4789 gbp; ip link add vx2 type vxlan external dstport 4791
ip link add vx3 type vxlan id 42 remote 10.9.9.9 dstport 4789 ttl 5 nolearning srcport 100 200; ip link add vx5 type vxlan id 77 dstport 4799 remcsumtx remcsumrx
ip link add link v1 name mv0 type macvlan mode bridge; ip link add ifb7 type ifb";

/// What depends on the order in which things are said, and how that is asked.
const ORDERS: [(&str, &str, &str); 4] = [
    (
        "routes of the same key",
        "two; ip route add 1.1.1.0/24 via 10.0.0.9; ip route append 1.1.1.0/24 via 10.0.0.8; ip route prepend 1.1.1.0/24 via 10.0.0.7; ip route append 1.1.1.0/24 dev v0
         ip route add 1.2.0.0/16 via 10.0.0.3 metric 5; ip route add 1.2.0.0/16 via 10.0.0.3 metric 4; ip route add default via 10.0.0.5
         ip route prepend 10.0.0.0/24 via 10.0.0.7; ip route prepend 10.0.0.0/24 dev v0 scope link; ip route append 10.0.0.0/24 via 10.0.0.8
         ip route add 2001:db8:5::/64 via 2001:db8::5; ip route append 2001:db8:5::/64 via 2001:db8::6; ip route append 2001:db8:5::/64 dev v0; ip route append 2001:db8:5::/64 dev v1
         ip route append 2001:db8::/64 via 2001:db8::6 metric 256; ip route append 2001:db8:7::/64 dev v0; ip route append 2001:db8:7::/64 via 2001:db8::6
         ip route add 1.3.0.0/16 dev v0; ip nexthop add id 4 via 1.3.0.1 dev v0; ip route add 1.4.0.0/16 via 1.3.0.2; ip route append 1.4.0.0/16 nhid 4",
        "ip route; ip -6 route | grep 2001",
    ),
    (
        "addresses",
        "two; for i in 2 3 4; do ip addr add 2001:db8::$i/64 dev v0 nodad; ip addr add 10.0.0.$i/24 dev v0; ip addr add 10.1.0.$i/16 dev v0; done; ip addr add 10.3.3.3 scope link dev v0",
        "ip -6 addr show dev v0 scope global; ip -4 addr show dev v0; ip -6 route get 2001:db8::77 from ::; ip route get 10.1.0.77",
    ),
    (
        "a source that duplicates are looked for",
        "two; ip addr add 2001:db8:a::5/64 metric 77 dev v0; while ip -6 addr show dev v0 tentative | grep -q a::5; do sleep 0.1; done; ip route add 2001:db8:b::/64 via 2001:db8::9 src 2001:db8:a::5",
        "ip -6 addr show dev v0; ip -6 route show 2001:db8:b::/64; ip -6 route get 2001:db8:b::1",
    ),
    (
        "addresses of the other end, and link-local ones",
        "two; ip addr add 2001:db8:9::3 peer 2001:db8:9::4/128 dev v0 nodad; ip addr add fe80::9/64 dev v0 nodad; ip addr add fe80::8/64 dev v1 nodad; ip addr add 2001:db8:7::3/64 dev v1 nodad",
        "ip -6 addr show dev v0; ip -6 addr show dev v1; ip -6 route get 2001:db8:9::4; ip -6 route get fe80::99 oif v0; ip -6 route get fe80::99 oif v1; ip -6 route get 2001:db8::77",
    ),
];

const TOPOLOGIES: [(&str, &str); 7] = [
    ("tutorial", TUTORIAL),
    ("links", LINKS),
    ("tables", TABLES),
    ("stacks", STACKS),
    ("tunnels", TUNNELS),
    ("words", WORDS),
    ("encapsulations", ENCAPSULATIONS),
];

/// Kernels elsewhere have not all of its kinds.
fn left_out(topology: &str) -> bool {
    matches!(topology, "stacks" | "tunnels" | "encapsulations") && !in_guest()
}

pub fn trials(stage: Option<&'static Stage>) -> Vec<Trial> {
    let mut trials = Vec::new();
    for (name, setup) in TOPOLOGIES {
        for (reader, program) in [
            ("ours", Program::Ours),
            ("the reference", Program::Reference),
        ] {
            trials.push(
                Trial::test(format!("export::{name}, read by {reader}"), move || {
                    stage.map_or(Ok(()), |stage| round_trip(stage, setup, ALL, program))
                })
                .with_ignored_flag(left_out(name)),
            );
        }
    }
    for (name, setup, probe) in ORDERS {
        for program in [Program::Ours, Program::Reference] {
            let name = format!("export::order of {name}, read by {program:?}");
            trials.push(Trial::test(name, move || {
                stage.map_or(Ok(()), |stage| in_order(stage, setup, probe, program))
            }));
        }
    }
    for program in [Program::Ours, Program::Reference] {
        let name = format!("export::by nobody, read by {program:?}");
        trials.push(Trial::test(name, move || {
            stage.map_or(Ok(()), |stage| {
                round_trip(stage, NOBODYS, "as-nobody ip export", program)
            })
        }));
    }
    for (name, setup) in TOPOLOGIES {
        trials.push(
            Trial::test(format!("ensure::{name} twice"), move || {
                stage.map_or(Ok(()), |stage| twice(stage, setup))
            })
            .with_ignored_flag(left_out(name)),
        );
        trials.push(
            Trial::test(format!("ensure::{name} exported, read twice"), move || {
                stage.map_or(Ok(()), |stage| read_twice(stage, setup))
            })
            .with_ignored_flag(left_out(name)),
        );
    }
    for (name, setup, wanted) in TEXTS {
        trials.push(Trial::test(format!("export::{name}"), move || {
            stage.map_or(Ok(()), |stage| says(stage, setup, wanted))
        }));
    }
    let tap = Trial::test("ensure::tap devices", move || {
        stage.map_or(Ok(()), |stage| says(stage, TAPS, TAPS_SAID))
    });
    trials.push(tap.with_ignored_flag(!in_guest()));
    let kinds = Trial::test("ensure::options of kinds", move || {
        stage.map_or(Ok(()), |stage| says(stage, KINDS, KINDS_SAID))
    });
    trials.push(kinds.with_ignored_flag(!in_guest()));
    let labels = Trial::test("export::labels and their hop limits", move || {
        stage.map_or(Ok(()), |stage| says(stage, LABELS, LABELS_EXPORTED))
    });
    trials.push(labels.with_ignored_flag(!in_guest()));
    trials
}

const LABELS: &str = "\
echo 1000 >/proc/sys/net/mpls/platform_labels; ip link add d0 type veth peer name d1; ip link set d0 up; ip link set d1 up; ip addr add 10.0.0.1/24 dev d0
ip -M route add 101 as 200/201 via inet 10.0.0.2 ttl-propagate enabled; ip -M route add 102 via inet 10.0.0.2 ttl-propagate disabled
ip -M route add 103 nexthop as 200 via inet 10.0.0.2 nexthop via inet 10.0.0.3; ip export | grep -e -M";

const LABELS_EXPORTED: &str = "\
# ip -M route add 101 as to 200/201 via inet 10.0.0.2 dev d0 ttl-propagate enabled # a batch has no options for one line
# ip -M route add 102 via inet 10.0.0.2 dev d0 ttl-propagate disabled # a batch has no options for one line
# ip -M route add 103 nexthop as to 200 via inet 10.0.0.2 dev d0 nexthop via inet 10.0.0.3 dev d0 # a batch has no options for one line
";

const TAPS: &str = "\
ip tuntap add t0 mode tap user 7 multi_queue; ip link add d0 type dummy
e() { ip -ensure tuntap \"$@\" 2>&1; echo $?; }
e add t0 mode tap; e add t0 mode tap user 7 multi_queue; e add t0 mode tun; e add t0 mode tap user 8; e add t0 mode tap group 1
e add t0 mode tap vnet_hdr; e add d0 mode tun; e add t1 mode tun; ip tuntap list; e del t0 mode tap multi_queue; e del t0 mode tap multi_queue; e del t1 mode tun
e del d0 mode tun; ip tuntap list";

const TAPS_SAID: &str = "\
0
0
Error: existing \"mode\" differs: t0 mode tap
2
Error: existing \"user\" differs: t0 user 7
2
Error: existing \"group\" differs: t0 group none
2
Error: existing \"vnet_hdr\" differs: t0 without vnet_hdr
2
Error: existing \"type\" differs: d0 type dummy
2
0
t0: tap multi_queue persist user 7
t1: tun persist
0
0
0
Error: existing \"type\" differs: d0 type dummy
2
";

/// Options that no row compares, or that are told as something else.
const KINDS: &str = "\
for n in 1 2 3 4; do ip link add d$n type dummy; done
e() { ip -ensure link add \"$@\" 2>&1; echo $?; }
e i0 link d1 type ipvlan mode l2 private; e i0 link d1 type ipvlan mode l2 private; e i0 link d1 type ipvlan mode l3 private; e i0 link d1 type ipvlan mode l2 vepa
e m0 link d2 type macsec port 5 cipher gcm-aes-256; e m0 link d2 type macsec port 5 cipher gcm-aes-256; e m0 link d2 type macsec port 6; e m0 link d2 type macsec cipher gcm-aes-128
e h0 type hsr slave1 d3 slave2 d4 supervision 45; e h0 type hsr slave1 d3 slave2 d4 supervision 45; e h0 type hsr slave1 d3 slave2 d4 supervision 46
e nk0 type netkit mode l2 peer blackhole name nk1 mtu 1400; e nk0 type netkit mode l2 peer blackhole name nk1 mtu 1400
e nk0 type netkit mode l3 peer name nk1; e nk0 type netkit mode l2 peer forward name nk1; e nk0 type netkit mode l2 peer blackhole name nk1 mtu 1300";

const KINDS_SAID: &str = "\
0
0
Error: existing \"mode\" differs: i0 mode l2
2
Error: existing \"vepa\" differs: i0 private
2
0
0
Error: existing \"port\" differs: m0 with another port
2
Error: existing \"cipher\" differs: m0 cipher GCM-AES-256
2
0
0
Error: existing \"supervision\" differs: h0 with another supervision
2
0
0
Error: existing \"mode\" differs: nk0 with another mode
2
Error: existing \"peer_policy\" differs: nk0 with another peer_policy
2
Error: existing \"mtu\" differs: nk1 mtu 1400
2
";

/// What is typed and what stands in the file, comments among it.
const TEXTS: &[(&str, &str, &str)] = &[
    (
        "text",
        "ip netns add red; ip link add a0 address 02:00:00:00:00:01 type veth peer name a1 address 02:00:00:00:00:02 netns red; \
         ip link add vx0 address 02:00:00:00:00:03 type vxlan id 5 dstport 4789; ip link set a0 addrgenmode none; ip link set a0 up; \
         ip addr add 10.0.0.1/24 dev a0; ip -n red addr add 10.0.0.2/24 dev a1; ip -n red link set a1 up; \
         ip -n red -6 rule add pref 9 lookup 7; ip -6 rule add pref 9 lookup 7; ip export all",
        "\
# Written by ip export; ip -batch FILE creates it again.
netns add red
link add name a0 address 02:00:00:00:00:01 type veth peer name a1 netns red address 02:00:00:00:00:02
link add name vx0 address 02:00:00:00:00:03 type vxlan id 5 dstport 4789
link set dev a0 addrgenmode none
addr add 10.0.0.1/24 dev a0
netns exec red ip addr add 10.0.0.2/24 dev a1
link set dev a0 up
netns exec red ip link set dev a1 up
# ip -6 rule add pref 9 from all lookup 7 # a batch has no options for one line
netns exec red ip -6 rule add pref 9 from all lookup 7
",
    ),
    (
        "a pair whose other end is not exported",
        "ip netns add red; ip link add a0 type veth peer name a1 netns red; ip link set a0 up; ip export; ip export netns red",
        "\
# Written by ip export; ip -batch FILE creates it again.
# a0: a device below it is not exported
# ip link set dev a0 up # its device is not exported
# Written by ip export; ip -batch FILE creates it again.
netns add red
# red: a1: a device below it is not exported
",
    ),
    (
        "what a batch cannot write",
        "ip link add 'a#b' address 02:00:00:00:00:03 type ifb; ip export",
        "\
# Written by ip export; ip -batch FILE creates it again.
# ip link add name a#b address 02:00:00:00:00:03 type ifb # a batch cannot express this
",
    ),
    (
        "devices above what is a comment",
        "two; ip netns add 'h#h'; ip -n 'h#h' link set lo up; ip link add q0 address 02:00:00:00:00:05 type veth peer name q1 address 02:00:00:00:00:06 netns 'h#h'; ip link set q0 up
         ip link add 'x#y' address 02:00:00:00:00:03 type veth peer name zz address 02:00:00:00:00:04; ip link add link zz name mv0 type macvlan; ip link add br0 address 02:00:00:00:00:07 type bridge
         ip link set zz master br0 2>/dev/null; ip link set zz up; ip link set 'x#y' up; ip route add 9.9.9.9 dev 'x#y'; ip route add 9.9.9.8 nexthop dev v0 nexthop dev zz
         ip neigh add 1.2.3.4 lladdr 00:11:22:33:44:55 dev zz
         ip -6 nexthop add id 1 blackhole; ip nexthop add id 2 group 1; ip route add 2001:db8:44::/64 nhid 2; ip route add 2001:db8:45::/64 nhid 1; ip nexthop add id 3 dev zz; ip export all",
        "\
# Written by ip export; ip -batch FILE creates it again.
# ip netns add h#h # a batch cannot express this
link add name br0 address 02:00:00:00:00:07 type bridge
# ip link add name q0 address 02:00:00:00:00:05 type veth peer name q1 address 02:00:00:00:00:06 # its namespace is not created
link add name v0 address 02:00:00:00:00:01 type veth peer name v1 address 02:00:00:00:00:02
# ip link add name x#y address 02:00:00:00:00:03 type veth peer name zz address 02:00:00:00:00:04 # a batch cannot express this
# mv0: a device below it is not created
addr add 10.0.0.1/24 dev v0
addr add 2001:db8::1/64 nodad dev v0
link set dev lo up
# ip link set dev q0 up # its device is not created
link set dev v0 up
link set dev v1 up
# ip link set dev x#y up # its device is not created
# ip link set dev zz up # its device is not created
# ip netns exec h#h ip link set dev lo up # its namespace is not created
# ip neigh add 1.2.3.4 lladdr 00:11:22:33:44:55 nud permanent dev zz # its device is not created
# ip route add 9.9.9.9 dev x#y # its device is not created
# ip route add 9.9.9.8 nexthop dev v0 weight 1 nexthop dev zz weight 1 # its device is not created
# ip -6 nexthop add id 1 blackhole # a batch has no options for one line
# ip nexthop add id 3 dev zz # its device is not created
# ip nexthop add id 2 group 1 # one of its next hops is only a comment
# ip route add blackhole 2001:db8:44::/64 nhid 2 metric 1024 pref medium # one of its next hops is only a comment
# ip route add blackhole 2001:db8:45::/64 nhid 1 metric 1024 pref medium # one of its next hops is only a comment
",
    ),
    (
        "gateways behind comments",
        "two; ip addr add 10.1.0.1/24 label 'v0:#' dev v0; ip route add 1.1.1.0/24 via 10.1.0.9; ip route add 1.2.0.0/16 via 10.0.0.9; ip nexthop add id 1 via 10.1.0.7 dev v0
         ip nexthop add id 2 via 10.0.0.7 dev v0; ip route add 1.3.0.0/16 nexthop via 10.0.0.5 nexthop via 10.1.0.5; ip route add 1.4.0.0/16 via 10.1.0.9 dev v0 onlink; ip route add 1.5.0.0/16 nhid 1
         ip export | grep '10\\.[01]\\|nhid'",
        "\
addr add 10.0.0.1/24 dev v0
# ip addr add 10.1.0.1/24 label v0:# dev v0 # a batch cannot express this
# ip route add 1.1.1.0/24 via 10.1.0.9 dev v0 # its gateway is reachable only through a line that is a comment
route add 1.2.0.0/16 via 10.0.0.9 dev v0
# ip route add 1.3.0.0/16 nexthop via 10.0.0.5 dev v0 weight 1 nexthop via 10.1.0.5 dev v0 weight 1 # its gateway is reachable only through a line that is a comment
route add 1.4.0.0/16 via 10.1.0.9 dev v0 onlink
# ip nexthop add id 1 via 10.1.0.7 dev v0 # its gateway is reachable only through a line that is a comment
nexthop add id 2 via 10.0.0.7 dev v0
# ip route add 1.5.0.0/16 nhid 1 # one of its next hops is only a comment
",
    ),
    (
        "names that are this host's",
        "mkdir -p /etc/iproute2; echo '77 mine' >/etc/iproute2/rt_protos; echo '78 mine' >/etc/iproute2/rt_realms; echo '79 mine' >/etc/iproute2/rt_scopes
         echo '80 mine' >/etc/iproute2/group; echo '81 mine' >/etc/iproute2/rt_tables; echo '0x10 mine' >/etc/iproute2/rt_dsfield; ip link set lo up
         ip link add v0 address 02:00:00:00:00:03 group mine type ifb; ip link set v0 up; ip route add 10.9.0.0/16 dev v0 proto mine realms mine/mine scope mine table mine tos mine
         ip addr add 10.0.0.1/32 scope mine dev v0; ip nexthop add id 1 blackhole proto mine; ip rule add pref 5 tos mine realms mine suppress_ifgroup mine proto mine table mine
         ip rule add pref 6 dscp 4 table mine; ip rule add pref 7 ipproto tcp proto static table main; ip -N export; ip -d -s -h -iec -c export | tail -n 1",
        "\
# Written by ip export; ip -batch FILE creates it again.
link add name v0 address 02:00:00:00:00:03 type ifb
link set dev v0 group 80
addr add 10.0.0.1/32 scope 79 dev v0
link set dev lo up
link set dev v0 up
route add 10.9.0.0/16 tos 0x10 dev v0 table 81 proto 77 scope 79 realms 78/78
nexthop add id 1 blackhole proto 77
rule add pref 5 from all tos 0x10 lookup 81 suppress_ifgroup 80 realms 78 proto 77
rule add pref 6 from all lookup 81 dscp 4
rule add pref 7 from all ipproto 6 lookup main proto 4
rule add pref 7 from all ipproto 6 lookup main proto 4
",
    ),
    (
        "a port of vxlan that was not said",
        "ip link add vx0 address 02:00:00:00:00:03 type vxlan id 5 2>/dev/null; ip export",
        "\
# Written by ip export; ip -batch FILE creates it again.
link add name vx0 address 02:00:00:00:00:03 type vxlan id 5 dstport 8472
",
    ),
    (
        "-echo changes nothing",
        "ip link set lo up; ip nexthop add id 1 blackhole; ip route add 10.9.0.0/16 dev lo; ip rule add pref 5 lookup 7; ip monitor route nexthop rule >changes & sleep 0.5
         ip -echo export; sleep 0.5; kill $!; cat changes",
        "\
# Written by ip export; ip -batch FILE creates it again.
link set dev lo up
route add 10.9.0.0/16 dev lo
nexthop add id 1 blackhole
rule add pref 5 from all lookup 7
",
    ),
    (
        "the number of comments, for people",
        "ip link add 'a#b' type ifb; ip link add 'c#d' type ifb; ip export 2>&1 >/dev/null; OXIP_HINTS=1 ip export 2>&1 >/dev/null; ip link del 'a#b'; ip link del 'c#d'
         OXIP_HINTS=1 ip export 2>&1 >/dev/null",
        "hint: comments in the file: 2 (state that no command can set, each with the reason)\n",
    ),
    (
        "two exports of the same state are equal, in whatever order it was created",
        "ip netns add n1; ip netns add n2
         ip -n n1 link add name pb address 02:00:00:00:00:01 type veth peer name pa address 02:00:00:00:00:02
         ip -n n1 link add name pv address 02:00:00:00:00:03 type ifb
         ip -n n1 addr add 10.0.0.1/24 dev pa; ip -n n1 addr add 10.0.1.1/24 dev pb
         ip -n n1 neigh add 10.0.0.8 lladdr 02:00:00:00:01:08 dev pa; ip -n n1 neigh add 10.0.0.9 lladdr 02:00:00:00:01:09 dev pa
         ip -n n2 link add name pv address 02:00:00:00:00:03 type ifb
         ip -n n2 link add name pa address 02:00:00:00:00:02 type veth peer name pb address 02:00:00:00:00:01
         ip -n n2 addr add 10.0.1.1/24 dev pb; ip -n n2 addr add 10.0.0.1/24 dev pa
         ip -n n2 neigh add 10.0.0.9 lladdr 02:00:00:00:01:09 dev pa; ip -n n2 neigh add 10.0.0.8 lladdr 02:00:00:00:01:08 dev pa
         ip export netns n1 | sed 's/ n1 / N /; s/ n1$/ N/' >1; ip export netns n2 | sed 's/ n2 / N /; s/ n2$/ N/' | diff 1 - && wc -l <1",
        "8\n",
    ),
    (
        "nothing is left of the namespace that was asked what is ordinary",
        "ip link add br0 address 02:00:00:00:00:03 type bridge; ip export; readlink /proc/self/ns/net >a; ip export >/dev/null; readlink /proc/self/ns/net | cmp - a; ls /run/netns 2>&1 | wc -l",
        "\
# Written by ip export; ip -batch FILE creates it again.
link add name br0 address 02:00:00:00:00:03 type bridge
1
",
    ),
];

fn says(stage: &'static Stage, setup: &str, wanted: &str) -> Result<(), Failed> {
    let world = World::new(stage)?;
    let said = world.run(Program::Ours, &format!("{PRELUDE}\n{setup}"), "");
    if said.stdout == wanted {
        Ok(())
    } else {
        Err(format!("wanted:\n{wanted}\nsaid:\n{said}").into())
    }
}

const ALL: &str = "ip export all";

/// A world with this set-up, one that was made of what is exported there, and that.
fn here_and_there(
    stage: &'static Stage,
    setup: &str,
    export: &str,
    program: Program,
) -> Result<(World, World, String), Failed> {
    let here = World::new(stage)?;
    let built = here.run(Program::Ours, &format!("set -e\n{PRELUDE}\n{setup}"), "");
    if !built.succeeded() {
        return Err(format!("not built: {built}").into());
    }
    let exported = here.run(Program::Ours, export, "");
    if !exported.succeeded() || !exported.stderr.is_empty() {
        return Err(format!("not exported: {exported}").into());
    }
    let there = World::new(stage)?;
    let read = there.run(program, "ip -batch -", &exported.stdout);
    if !read.succeeded() || !read.stderr.is_empty() {
        return Err(format!("{exported}\nnot read: {read}").into());
    }
    Ok((here, there, exported.stdout))
}

/// The same answers to a question here and there, in the same order.
fn in_order(
    stage: &'static Stage,
    setup: &str,
    probe: &str,
    program: Program,
) -> Result<(), Failed> {
    let (here, there, exported) = here_and_there(stage, setup, ALL, program)?;
    let ask = format!("({probe}) | sed -E 's/^[0-9]+: //; s/ (tentative|linkdown)//'");
    let start = Instant::now();
    loop {
        let [left, right] = [&here, &there].map(|world| world.run(Program::Reference, &ask, ""));
        if left == right {
            return Ok(());
        }
        if start.elapsed() > Duration::from_secs(10) {
            return Err(format!("{exported}\nhere: {left}\nthere: {right}").into());
        }
        sleep(Duration::from_millis(200));
    }
}

fn round_trip(
    stage: &'static Stage,
    setup: &str,
    export: &str,
    program: Program,
) -> Result<(), Failed> {
    let (here, there, exported) = here_and_there(stage, setup, export, program)?;
    let start = Instant::now();
    loop {
        let (left, right) = (state(&here)?, state(&there)?);
        let Some(difference) = difference(&left, &right) else {
            return Ok(());
        };
        if start.elapsed() > Duration::from_secs(10) {
            return Err(format!("{exported}\n{difference}").into());
        }
        // Addresses and links settle.
        sleep(Duration::from_millis(200));
    }
}

/// A script run twice under `-ensure`: the second time nothing fails and nothing changes.
fn twice(stage: &'static Stage, setup: &str) -> Result<(), Failed> {
    let world = World::new(stage)?;
    let script = format!("set -e\nip() {{ command ip -ensure \"$@\"; }}\n{PRELUDE}\n{setup}");
    let first = world.run(Program::Ours, &script, "");
    let before = settled(&world)?;
    let second = world.run(Program::Ours, &script, "");
    if !first.succeeded() || !second.succeeded() || !second.stderr.is_empty() {
        return Err(format!("{first}\nagain: {second}").into());
    }
    unchanged(&world, &before)
}

/// The same of a batch.
fn read_twice(stage: &'static Stage, setup: &str) -> Result<(), Failed> {
    let world = World::new(stage)?;
    let built = world.run(Program::Ours, &format!("set -e\n{PRELUDE}\n{setup}"), "");
    let exported = world.run(Program::Ours, "ip export all", "");
    let before = settled(&world)?;
    let read = world.run(Program::Ours, "ip -ensure -batch -", &exported.stdout);
    if !built.succeeded() || !read.succeeded() || !read.stderr.is_empty() {
        return Err(format!("{built}\n{exported}\nread: {read}").into());
    }
    unchanged(&world, &before)
}

/// What is there once it stays so.
fn settled(world: &World) -> Result<Vec<(String, Value)>, Failed> {
    let start = Instant::now();
    // Duplicate addresses are looked for, in up to two seconds.
    let wait = "for i in $(seq 50); do n=; for s in $(ls /run/netns 2>/dev/null) ''; do \
        n=$n$(ip ${s:+-n $s} -o addr show tentative); done; [ \"$n\" ] || break; sleep 0.1; done";
    world.run(Program::Ours, wait, "");
    let mut before = state(world)?;
    loop {
        sleep(Duration::from_millis(300));
        let now = state(world)?;
        if difference(&before, &now).is_none() || start.elapsed() > Duration::from_secs(10) {
            return Ok(now);
        }
        before = now;
    }
}

fn unchanged(world: &World, before: &[(String, Value)]) -> Result<(), Failed> {
    let start = Instant::now();
    while let Some(difference) = difference(before, &settled(world)?) {
        if start.elapsed() > Duration::from_secs(10) {
            return Err(difference.into());
        }
    }
    Ok(())
}

const DUMPS: [&str; 8] = [
    "-d -j link",
    "-d -j addr",
    "-d -j -4 route show table all",
    "-d -j -6 route show table all",
    "-d -j -4 rule",
    "-d -j -6 rule",
    "-d -j neigh show nud permanent",
    "-s -j nexthop",
];

/// What is there, by namespace and dump.
fn state(world: &World) -> Result<Vec<(String, Value)>, Failed> {
    let names = world
        .run(Program::Ours, "ls /run/netns 2>/dev/null; :", "")
        .stdout;
    let mut state = Vec::new();
    for name in std::iter::once("").chain(names.lines()) {
        for dump in DUMPS {
            let inside = if name.is_empty() {
                String::new()
            } else {
                format!("-n '{name}' ")
            };
            let line = format!("ip {inside}{dump}");
            let said = world.run(Program::Ours, &line, "").stdout;
            let mut value =
                serde_json::from_str(&said).map_err(|error| format!("{line}: {error}: {said}"))?;
            normalise(&mut value);
            state.push((line, value));
        }
    }
    Ok(state)
}

/// What depends on chance or the order of making: indices, ids of namespaces, timers, numbers of ports.
const CHANCE: [&str; 15] = [
    "ifindex",
    "link_index",
    "link_netnsid",
    "permaddr",
    "id",
    "no",
    "designated_port",
    "root_port",
    "tentative",
    "temporary",
    "unbalanced_time",
    "group_stats",
    "topology_change",
    "topology_change_detected",
    "usedbcqueuelen",
];

fn normalise(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|key, _| !CHANCE.contains(&key.as_str()) && !key.ends_with("_timer"));
            // A port takes half a minute until it forwards.
            if members.get("state").is_some_and(on_the_way) {
                members.remove("state");
            }
            members.values_mut().for_each(normalise);
        }
        Value::Array(list) => {
            list.iter_mut().for_each(normalise);
            // The kernel says later, when it has time, that there is no carrier.
            list.retain(|item| item != "NO-CARRIER");
            list.retain(|item| !made_of_link_layer_address(item));
            list.retain(|item| item.as_object().is_none_or(|members| !members.is_empty()));
            if list.iter().all(Value::is_object) {
                list.sort_by_key(ToString::to_string);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// A state of a port through which the spanning tree protocol leads it.
fn on_the_way(state: &Value) -> bool {
    matches!(
        state.as_str(),
        Some("listening" | "learning" | "forwarding")
    )
}

/// Of a bridge it has the link-layer address from before it had ports: a link-local address and its route.
fn made_of_link_layer_address(item: &Value) -> bool {
    let says = |key: &str, wanted: fn(&str) -> bool| {
        item.get(key).and_then(Value::as_str).is_some_and(wanted)
    };
    says("protocol", |by| by == "kernel_ll")
        || says("type", |of| of == "local") && says("dst", |to| to.starts_with("fe80::"))
}

fn difference(left: &[(String, Value)], right: &[(String, Value)]) -> Option<String> {
    if left.len() != right.len() {
        return Some("other namespaces".to_owned());
    }
    let (left, right) = left.iter().zip(right).find(|(left, right)| left != right)?;
    let mut path = left.0.clone();
    let (mut here, mut there) = (&left.1, &right.1);
    // Down to the first that differs.
    loop {
        let next = match (here, there) {
            (Value::Object(a), Value::Object(b)) if a.len() == b.len() => a
                .iter()
                .find(|(key, value)| b.get(*key) != Some(value))
                .and_then(|(key, value)| Some((key.clone(), value, b.get(key)?))),
            (Value::Array(a), Value::Array(b)) if a.len() == b.len() => a
                .iter()
                .zip(b)
                .enumerate()
                .find(|(_, (a, b))| a != b)
                .map(|(at, (a, b))| (at.to_string(), a, b)),
            _ => None,
        };
        let Some((key, a, b)) = next else {
            return Some(format!("{path}\nhere:  {here}\nthere: {there}"));
        };
        path = format!("{path} / {key}");
        (here, there) = (a, b);
    }
}
