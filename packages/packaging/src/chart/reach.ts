import type { Manifest } from './manifest.ts';

/**
 * Who may connect to whom under a set of NetworkPolicies, by the rules of networking.k8s.io/v1: a pod that
 * no policy of a direction selects is open in it; one that some select is open to what any of their rules
 * lets through. A connection needs the one's egress and the other's ingress.
 */
export type Labels = Readonly<Record<string, string>>;

/** A pod of this namespace or another, or a machine outside the cluster. */
export type Peer = {
  readonly name: string;
  readonly labels?: Labels;
  /** Undefined is the release's own namespace. */
  readonly namespace?: Labels;
  /** A machine outside has nothing but this. */
  readonly address?: string;
  /** Its ports by name. */
  readonly ports?: Readonly<Record<string, number>>;
};

type Selector = {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
};

type PolicyPeer = {
  readonly podSelector?: Selector;
  readonly namespaceSelector?: Selector;
  readonly ipBlock?: { readonly cidr: string };
};

type PolicyPort = { readonly port: number | string; readonly protocol: string };
type Rule = {
  readonly ports?: readonly PolicyPort[];
  readonly from?: readonly PolicyPeer[];
  readonly to?: readonly PolicyPeer[];
};

type Policy = {
  readonly podSelector: Selector;
  readonly policyTypes: readonly ('Ingress' | 'Egress')[];
  readonly ingress?: readonly Rule[];
  readonly egress?: readonly Rule[];
};

/** Answers whether `from` may open a TCP (or UDP) connection to a port of `to`. */
export function createReach(manifests: readonly Manifest[]) {
  const policies = manifests
    .filter(({ kind }) => kind === 'NetworkPolicy')
    .map(({ spec }) => spec as unknown as Policy);

  const open = (
    direction: 'Ingress' | 'Egress',
    pod: Peer,
    other: Peer,
    matchesPort: (port: PolicyPort) => boolean,
  ): boolean => {
    // Policies hold for pods of their own namespace only.
    if (pod.namespace || pod.address) return true;
    const selecting = policies.filter(
      (policy) =>
        policy.policyTypes.includes(direction) && selects(policy.podSelector, pod.labels ?? {}),
    );
    if (selecting.length === 0) return true;
    return selecting
      .flatMap((policy) => (direction === 'Ingress' ? policy.ingress : policy.egress) ?? [])
      .some((rule) => {
        const peers = direction === 'Ingress' ? rule.from : rule.to;
        const fitsPort = !rule.ports || rule.ports.some(matchesPort);
        return fitsPort && (!peers || peers.some((peer) => fitsPeer(peer, other)));
      });
  };

  return (from: Peer, to: Peer, port: number, protocol = 'TCP'): boolean => {
    // A port's name is looked up at the one who is connected to.
    const matchesPort = (rule: PolicyPort): boolean =>
      rule.protocol === protocol &&
      (typeof rule.port === 'number' ? rule.port : to.ports?.[rule.port]) === port;
    return open('Egress', from, to, matchesPort) && open('Ingress', to, from, matchesPort);
  };
}

function fitsPeer(rule: PolicyPeer, other: Peer): boolean {
  if (rule.ipBlock) return other.address !== undefined && inBlock(rule.ipBlock.cidr, other.address);
  if (other.address !== undefined) return false;
  const here = !other.namespace;
  const namespaceFits = rule.namespaceSelector
    ? selects(rule.namespaceSelector, other.namespace ?? {})
    : here;
  return namespaceFits && (!rule.podSelector || selects(rule.podSelector, other.labels ?? {}));
}

/** Throws on an operator that it does not know. */
function selects({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Labels): boolean {
  return (
    Object.entries(matchLabels).every(([name, value]) => labels[name] === value) &&
    matchExpressions.every(({ key, operator, values = [] }) => {
      if (operator !== 'In') throw new Error(`What does ${operator} mean?`);
      return labels[key] !== undefined && values.includes(labels[key]);
    })
  );
}

function inBlock(cidr: string, address: string): boolean {
  const [base = '', bits = '32'] = cidr.split('/');
  const mask = Number(bits) === 0 ? 0 : (~0 << (32 - Number(bits))) >>> 0;
  return (number(base) & mask) >>> 0 === (number(address) & mask) >>> 0;
}

function number(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}
