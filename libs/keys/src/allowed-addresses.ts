import { BlockList, isIP } from 'node:net';
import { LRUCache } from 'lru-cache';

/** Lists of addresses are few and asked for with every request, so what is made of them is kept. */
const listsMax = 1_000;
const lists = new LRUCache<string, BlockList>({ max: listsMax });

/**
 * Whether a request may come from this address. An IPv4 address that is written as an IPv6 one is the same address.
 * @param allowed addresses and networks, as `203.0.113.7` or `2001:db8::/32`; an empty list allows every address
 */
export function isAllowedFrom(address: string, allowed: readonly string[]): boolean {
  if (allowed.length === 0) return true;
  const family = isIP(address);
  if (family === 0) return false;
  const key = allowed.join(',');
  const list = lists.get(key) ?? toList(allowed);
  lists.set(key, list);
  return list.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

function toList(allowed: readonly string[]): BlockList {
  const list = new BlockList();
  for (const entry of allowed) {
    const [address = '', prefix] = entry.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return list;
}
