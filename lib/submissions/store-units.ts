import type { Database } from '../db/database'
import { runUnits } from '../db/schema'
import type { UnitVector } from '../leaderboard/unit-vectors'

/** Stores what ranks are tested on, beside the summary of a complete run; pictures are the edition's, see `readPictures`. */
export async function storeUnits(
  database: Database,
  run: string,
  vectors: readonly UnitVector[],
): Promise<void> {
  const rows = vectors.map(({ values, stratum, cluster, pictures: _, ...named }) => ({
    run,
    ...named,
    values: packed(values),
    stratum: packed(stratum),
    cluster: packed(cluster),
  }))
  if (rows.length > 0) await database.insert(runUnits).values(rows).onConflictDoNothing()
}

function packed({ buffer, byteOffset, byteLength }: Float32Array | Int32Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64')
}
