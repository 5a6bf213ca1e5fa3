import { inArray } from 'drizzle-orm'
import type { Database } from '../database'
import { runUnits } from '../schema'

/** One benchmark of a run, unit by unit. */
export interface StoredUnits {
  readonly benchmark: string
  readonly edition: string
  readonly scorer: string
  readonly promptProfile: string
  readonly values: Float32Array
  readonly stratum: Int32Array
  readonly cluster: Int32Array
}

/** The unit vectors of runs, by run; a run without any is not there. */
export async function readUnits(
  database: Database,
  runs: readonly string[],
): Promise<Map<string, StoredUnits[]>> {
  if (runs.length === 0) return new Map()
  const rows = await database
    .select()
    .from(runUnits)
    .where(inArray(runUnits.run, [...runs]))
  const found = new Map<string, StoredUnits[]>()
  for (const { run, values, stratum, cluster, ...named } of rows) {
    const own = found.get(run) ?? []
    const vector = {
      ...named,
      values: new Float32Array(bytesOf(values)),
      stratum: new Int32Array(bytesOf(stratum)),
      cluster: new Int32Array(bytesOf(cluster)),
    }
    found.set(run, [...own, vector])
  }
  return found
}

/** A copy, so that it is aligned. */
function bytesOf(base64: string): ArrayBuffer {
  return Uint8Array.from(Buffer.from(base64, 'base64')).buffer
}
