//! The usage text of `ip` itself.

pub(super) const MAIN: &str = "\
Usage: ip [ OPTIONS ] OBJECT { COMMAND | help }
       ip [ -force ] -batch FILE
where  OBJECT := { address | addrlabel | fou | help | ila | ioam | l2tp | link |
                   macsec | maddress | monitor | mptcp | mroute | mrule |
                   neighbor | neighbour | netconf | netns | nexthop | ntable |
                   ntbl | route | rule | sr | stats | tap | tcpmetrics |
                   token | tunnel | tuntap | vrf | xfrm }
       OPTIONS := { -V[ersion] | -s[tatistics] | -d[etails] | -r[esolve] |
                    -h[uman-readable] | -iec | -j[son] | -p[retty] |
                    -f[amily] { inet | inet6 | mpls | bridge | link } |
                    -4 | -6 | -M | -B | -0 |
                    -l[oops] { COUNT } | -br[ief] |
                    -o[neline] | -t[imestamp] | -ts[hort] | -b[atch] [FILE] |
                    -rc[vbuf] [SIZE] | -n[etns] NAME | -N[umeric] | -a[ll] |
                    -c[olor] | -echo }
";
