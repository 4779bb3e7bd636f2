import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from '../config.ts';
import { programPath, runProgram } from './programs.ts';

/**
 * The folder with the jars of a Kafka broker, fetched from Maven Central when the machine hasn't had
 * them yet. They stay in the user's cache folder, for 45 MB are too much to fetch for each run.
 */
export async function kafkaJars(version: string): Promise<string> {
  const parent = cacheFolder();
  const folder = join(parent, `kafka-${version}`);
  if (await holdsJars(folder)) return folder;
  const mvn = await programPath({ name: 'mvn', debianPackage: 'maven' });
  await mkdir(parent, { recursive: true });
  const work = await mkdtemp(join(parent, 'fetching-'));
  try {
    await writeFile(join(work, 'pom.xml'), pom(version));
    const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime'];
    await runProgram(mvn, ['-B', '-q', ...goal, `-DoutputDirectory=${join(work, 'jars')}`], work);
    await rename(join(work, 'jars'), folder).catch(async (error) => {
      // Another run was quicker; a folder is only ever there with all jars in it.
      if (!(await holdsJars(folder))) throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return folder;
}

async function holdsJars(folder: string): Promise<boolean> {
  return (await readdir(folder).catch(() => [])).some((name) => name.startsWith('kafka_'));
}

/** The broker and something for it to log with. */
function pom(version: string): string {
  const jar = (group: string, artifact: string, version: string): string =>
    `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId>` +
    `<version>${version}</version></dependency>`;
  return `<project>
    <modelVersion>4.0.0</modelVersion>
    <groupId>outlay</groupId><artifactId>kafka</artifactId><version>1</version>
    <packaging>pom</packaging>
    <dependencies>
      ${jar('org.apache.kafka', 'kafka_2.13', version)}
      ${jar('org.slf4j', 'slf4j-simple', '1.7.36')}
    </dependencies>
  </project>`;
}
