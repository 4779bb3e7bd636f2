import { parseAllDocuments } from 'yaml';

/** Kubernetes' objects, as far as the checks look into them; their whole shape is kubectl-validate's business. */
export type Manifest = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec: Readonly<Record<string, unknown>>;
  readonly data?: Readonly<Record<string, string>>;
  readonly automountServiceAccountToken?: boolean;
};

export type EnvironmentVariable = {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: { readonly secretKeyRef: { readonly name: string; readonly key: string } };
};

type Probe = {
  readonly httpGet?: { readonly path: string; readonly port: string };
  readonly exec?: object;
  readonly tcpSocket?: object;
};

type Amounts = { readonly cpu: string; readonly memory: string };

export type Container = {
  readonly name: string;
  readonly image: string;
  readonly args?: readonly string[];
  readonly env?: readonly EnvironmentVariable[];
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[];
  readonly startupProbe?: Probe;
  readonly livenessProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly resources: { readonly requests: Amounts; readonly limits: Amounts };
  readonly securityContext: Readonly<Record<string, unknown>>;
  readonly volumeMounts?: readonly {
    readonly name: string;
    readonly mountPath: string;
    readonly readOnly?: boolean;
  }[];
};

/** On which nodes a pod may be, and how it ranks there. */
export type Placement = {
  readonly nodeSelector?: Readonly<Record<string, string>> | undefined;
  readonly tolerations?: readonly object[] | undefined;
  readonly affinity?: object | undefined;
  readonly priorityClassName?: string | undefined;
};

export type Pod = Placement & {
  readonly containers: readonly [Container, ...Container[]];
  readonly automountServiceAccountToken: boolean;
  readonly enableServiceLinks: boolean;
  readonly serviceAccountName?: string;
  readonly securityContext: Readonly<Record<string, unknown>>;
  readonly volumes?: readonly {
    readonly name: string;
    readonly configMap?: { readonly name: string; readonly items?: readonly object[] };
  }[];
  readonly terminationGracePeriodSeconds?: number;
  readonly topologySpreadConstraints?: readonly {
    readonly topologyKey: string;
    readonly labelSelector: { readonly matchLabels: Readonly<Record<string, string>> };
  }[];
};

/** What makes pods, with the labels that they get. */
export type Workload = {
  readonly manifest: Manifest;
  readonly component: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly pod: Pod;
};

export function readManifests(text: string): Manifest[] {
  return parseAllDocuments(text).flatMap((document) => {
    if (document.errors.length > 0) throw document.errors[0]!;
    const manifest = document.toJS() as Manifest | null;
    return manifest ? [manifest] : [];
  });
}

export function workloads(manifests: readonly Manifest[]): Workload[] {
  return manifests
    .filter(({ kind }) => ['Deployment', 'StatefulSet', 'Job'].includes(kind))
    .map((manifest) => {
      const { template } = manifest.spec as {
        template: { metadata: { labels: Record<string, string> }; spec: Pod };
      };
      const { labels } = template.metadata;
      const component = labels['app.kubernetes.io/component'] ?? '';
      return { manifest, component, labels, pod: template.spec };
    });
}

/** Whether labels fit a selector's matchLabels. */
export function fits(
  labels: Readonly<Record<string, string>>,
  wanted: Readonly<Record<string, string>>,
): boolean {
  return Object.entries(wanted).every(([name, value]) => labels[name] === value);
}
