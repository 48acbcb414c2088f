//! The usage text of `ip address`.

pub(super) const HELP: &str = "\
Usage: ip address { add | change | replace } IFADDR dev IFNAME
                  [ LIFETIME ] [ CONFFLAG-LIST ]
       ip address { del | delete } IFADDR dev IFNAME [ mngtmpaddr ]
       ip address { flush | save } [ dev IFNAME ] [ scope SCOPE-ID ]
                  [ to PREFIX ] [ label PATTERN ] [ FLAG-LIST ] [ up | down ]
       ip address [ show ] [ dev IFNAME ] [ scope SCOPE-ID ] [ to PREFIX ]
                  [ label PATTERN ] [ proto NUMBER ] [ FLAG-LIST ]
                  [ up | down ] [ master DEVICE | nomaster | vrf NAME ]
                  [ type TYPE ] [ group GROUP ]
       ip address { showdump | restore }
where  IFADDR := [ local ] PREFIX [ peer PREFIX ] [ broadcast { ADDR | + | - } ]
                 [ anycast ADDR ] [ label LABEL ] [ scope SCOPE-ID ]
                 [ metric METRIC ] [ proto ADDRPROTO ]
       SCOPE-ID := { host | link | global | NUMBER }
       ADDRPROTO := { NAME | NUMBER }
       FLAG-LIST := [ FLAG-LIST ] FLAG
       FLAG := { [-]permanent | [-]dynamic | [-]secondary | [-]primary |
                 [-]temporary | [-]tentative | [-]deprecated | [-]dadfailed |
                 [-]stable-privacy | [-]CONFFLAG }
       CONFFLAG-LIST := [ CONFFLAG-LIST ] CONFFLAG
       CONFFLAG := { home | mngtmpaddr | nodad | optimistic | noprefixroute |
                     autojoin }
       LIFETIME := [ valid_lft LFT ] [ preferred_lft LFT ]
       LFT := { forever | SECONDS }
       TYPE := { amt | bareudp | bond | bond_slave | bridge | bridge_slave |
                 can | dsa | dummy | erspan | geneve | gre | gretap | gtp |
                 hsr | ifb | ip6erspan | ip6gre | ip6gretap | ip6tnl | ipip |
                 ipoib | ipvlan | ipvtap | macsec | macvlan | macvtap |
                 netdevsim | netkit | nlmon | ovpn | pfcp | rmnet | sit | team |
                 team_slave | vcan | veth | virt_wifi | vlan | vrf | vti |
                 vti6 | vxcan | vxlan | wwan | xfrm }
";
