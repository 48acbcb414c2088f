//! The usage text of `ip` itself.

pub(super) const MAIN: &str = "\
Usage: ip [ OPTIONS ] OBJECT { COMMAND | help }
       ip [ -force ] -batch { FILE | - }

OBJECT is one of, or the beginning of one of:
    address  addrlabel  fou  help  ila  ioam  l2tp  link  macsec  maddress
    monitor  mptcp  mroute  mrule  neighbor | neighbour  netconf  netns
    nexthop  ntable | ntbl  route  rule  sr  stats  tap | tuntap  tcpmetrics
    token  tunnel  vrf  xfrm
or one of these, which only this program has, in full:
    export  sandbox  topology

OPTIONS, which come first:
    -V[ersion]             say which version this is
    -f[amily] { inet | inet6 | mpls | bridge | link }, or -4 | -6 | -M | -B | -0
    -d[etails]  -s[tatistics]  -h[uman-readable]  -iec    show more; round numbers
    -br[ief]  -o[neline]  -j[son]  -p[retty]              how records are written
    -c[olor][={ always | auto | never }]
    -r[esolve]  -N[umeric]                                names or numbers
    -t[imestamp]  -ts[hort]                               with monitor
    -n[etns] NAME                                         in that namespace
    -a[ll]                                                with netns: all of them
    -b[atch] { FILE | - }  -force                         commands from a file
    -l[oops] COUNT                                        rounds of a flush
    -rc[vbuf] SIZE                                        receive buffer in bytes
    -echo                                                 show what was changed
    -ensure                                               make it so; what is so already is no error
";
