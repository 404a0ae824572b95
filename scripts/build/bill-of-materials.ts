/** The software bill of materials of a build: every package that ships, as CycloneDX. */
import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';

/**
 * Writes what `npm sbom` says of the lock file, without the number and time that differ from run to run.
 * @param root folder of package-lock.json
 * @returns how many packages it lists
 * @throws Error when npm cannot make one (it can since npm 9.5)
 */
export async function writeBillOfMaterials(root: string, path: string): Promise<number> {
  const command = ['sbom', '--sbom-format', 'cyclonedx', '--omit', 'dev', '--package-lock-only'];
  const run = spawnSync('npm', command, { cwd: root, encoding: 'utf8', maxBuffer: 64 << 20 });
  if (run.status !== 0) throw new Error(`npm sbom failed: ${run.stderr}`);
  const bill: { serialNumber?: string; metadata?: { timestamp?: string }; components?: unknown[] } = JSON.parse(
    run.stdout,
  );
  delete bill.serialNumber;
  if (bill.metadata) delete bill.metadata.timestamp;
  await writeFile(path, `${JSON.stringify(bill, null, 1)}\n`);
  return bill.components?.length ?? 0;
}
