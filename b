netns add red
netns exec red ip link set lo up
netns exec red ip -6 addr add 2001:db8::1/64 dev lo
netns exec red ip -batch - 
