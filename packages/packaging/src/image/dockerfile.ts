import {
  type Copy,
  DockerfileParser,
  type From,
  type Instruction,
  type JSONInstruction,
  type ModifiableInstruction,
  type PropertyInstruction,
} from 'dockerfile-ast';

/** One instruction of a Dockerfile that changes the image's files. */
export type Step =
  | {
      readonly kind: 'copy';
      readonly from?: string;
      readonly sources: string[];
      readonly to: string;
    }
  | { readonly kind: 'run'; readonly command: string };

export type Stage = {
  /** The image or the earlier stage that it starts from. */
  readonly base: string;
  readonly name?: string;
  readonly steps: readonly Step[];
  readonly workdir?: string;
  readonly user?: string;
  readonly env: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  readonly healthcheck?: {
    readonly flags: Readonly<Record<string, string>>;
    readonly test: string;
  };
};

type Draft = { -readonly [Key in keyof Stage]: Stage[Key] } & {
  steps: Step[];
  env: Record<string, string>;
  labels: Record<string, string>;
};

/**
 * The stages of a Dockerfile, with build arguments at their defaults. Throws on an instruction that the
 * replay knows nothing of, rather than leaving it out and calling the rest the image.
 */
export function readDockerfile(text: string): Stage[] {
  const beforeFrom: Record<string, string> = {};
  let args = beforeFrom;
  const stages: Draft[] = [];
  for (const instruction of DockerfileParser.parse(text).getInstructions()) {
    const keyword = instruction.getKeyword();
    if (keyword === 'ARG') Object.assign(args, properties(instruction, args, beforeFrom));
    else if (keyword === 'FROM') {
      stages.push(stageOf(instruction as From, beforeFrom));
      // A stage knows those that it names itself, also where they were given a value before.
      args = {};
    } else apply(keyword, instruction, stages.at(-1)!, args);
  }
  return stages;
}

function stageOf(from: From, args: Record<string, string>): Draft {
  const name = from.getBuildStage();
  const base = expand(from.getImage() ?? '', args);
  return { base, ...(name !== null && { name }), steps: [], env: {}, labels: {} };
}

function apply(
  keyword: string,
  instruction: Instruction,
  stage: Draft,
  args: Record<string, string>,
): void {
  const content = instruction.getArgumentsContent() ?? '';
  if (keyword === 'COPY') stage.steps.push(copyOf(instruction as Copy));
  else if (keyword === 'RUN') stage.steps.push({ kind: 'run', command: content });
  else if (keyword === 'WORKDIR') stage.workdir = content;
  else if (keyword === 'USER') stage.user = content;
  else if (keyword === 'ENV') Object.assign(stage.env, properties(instruction, args));
  else if (keyword === 'LABEL') Object.assign(stage.labels, properties(instruction, args));
  else if (keyword === 'ENTRYPOINT') stage.entrypoint = words(instruction);
  else if (keyword === 'CMD') stage.command = words(instruction);
  else if (keyword === 'HEALTHCHECK') {
    stage.healthcheck = { flags: flagsOf(instruction as ModifiableInstruction), test: content };
  } else if (keyword !== 'EXPOSE') throw new Error(`The replay does not know ${keyword}.`);
}

function copyOf(copy: Copy): Step {
  const { from, ...others } = flagsOf(copy);
  const unknown = Object.keys(others);
  if (unknown.length > 0)
    throw new Error(`The replay does not know COPY --${unknown.join(', --')}.`);
  const paths = (copy.getArgumentsContent() ?? '').split(/\s+/);
  const step = { kind: 'copy', sources: paths.slice(0, -1), to: paths.at(-1) ?? '' } as const;
  return from === undefined ? step : { ...step, from };
}

function flagsOf(instruction: ModifiableInstruction): Record<string, string> {
  return Object.fromEntries(
    instruction.getFlags().map((flag) => [flag.getName(), flag.getValue() ?? '']),
  );
}

/** The words of an instruction in its JSON form, the one that runs without a shell. */
function words(instruction: Instruction): string[] {
  const strings = (instruction as JSONInstruction).getJSONStrings();
  if (strings.length === 0)
    throw new Error(`${instruction.getKeyword()} would run through a shell.`);
  return strings.map((string) => JSON.parse(string.getValue()) as string);
}

function properties(
  instruction: Instruction,
  args: Readonly<Record<string, string>>,
  otherwise: Readonly<Record<string, string>> = {},
): Record<string, string> {
  return Object.fromEntries(
    (instruction as PropertyInstruction).getProperties().map((property) => {
      const [name, value] = [property.getName(), property.getValue()];
      return [name, value === null ? (otherwise[name] ?? '') : expand(value, args)];
    }),
  );
}

function expand(text: string, args: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\{(\w+)\}/g, (_whole, name: string) => args[name] ?? '');
}
