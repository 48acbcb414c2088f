//! The usage text of `ip` itself.
//!
//! bash-completion and scripts parse the lists of OBJECT and OPTIONS. Both therefore keep iproute2's shape: one pair of
//! braces, `|` between the entries, the closing brace on a later line than the opening one.

pub(super) const MAIN: &str = "\
Usage: ip [ OPTIONS ] OBJECT { COMMAND | help }
       ip [ -force ] -batch { FILE | - }
where  OBJECT := { address | addrlabel | fou | help | ila | ioam | l2tp | link |
                   macsec | maddress | monitor | mptcp | mroute | mrule |
                   neighbor | neighbour | netconf | netns | nexthop | ntable |
                   ntbl | route | rule | sr | stats | tap | tcpmetrics | token |
                   tunnel | tuntap | vrf | xfrm | export | path | sandbox |
                   topology }
       OPTIONS := { -V[ersion] | -d[etails] | -s[tatistics] |
                    -h[uman-readable] | -iec | -br[ief] | -o[neline] |
                    -j[son] | -p[retty] | -c[olor][={ always | auto | never }] |
                    -r[esolve] | -N[umeric] | -t[imestamp] | -ts[hort] |
                    -f[amily] { inet | inet6 | mpls | bridge | link } |
                    -4 | -6 | -M | -B | -0 | -n[etns] NAME | -a[ll] |
                    -b[atch] { FILE | - } | -l[oops] COUNT | -rc[vbuf] SIZE |
                    -echo | -ensure }
An OBJECT can be abbreviated, except export, path, sandbox and topology,
which iproute2 does not have.
";
