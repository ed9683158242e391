import { isIPv6 } from 'node:net';

/**
 * What an address is limited as: itself, of IPv6 the network of 64 bits that a customer has at least, or one client would
 * have as many addresses as it likes. An IPv4 address written as IPv6 is the IPv4 address.
 */
export const clientNetwork = (address: string): string => {
  if (!isIPv6(address)) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  // URLs write an address in one way, but for the zeros that they leave out.
  const [head = '', tail] = new URL(`http://[${address.split('%')[0]}]`).hostname.slice(1, -1).split('::');
  const groupsOf = (text = '') => text.split(':').filter(Boolean);
  const [first, last] = [groupsOf(head), groupsOf(tail)];
  const zeros = Array.from({ length: 8 - first.length - last.length }, () => '0');
  return `${[...first, ...zeros, ...last].slice(0, 4).join(':')}::/64`;
};
