import { asc, eq } from 'drizzle-orm'
import { benchmarkById } from '../benchmarks'
import type { Database } from '../db/database'
import { benchmarkItems } from '../db/schema'
import { layOutUnits, picturesOf } from '../leaderboard/unit-layout'
import type { UnitVector } from '../leaderboard/unit-vectors'

/** Hashes of the pictures of each unit, by edition: they are the edition's for good, and need no reading twice. */
export type KnownPictures = Map<string, string[][]>

/**
 * The unit vectors with the pictures of their units, which rows of stored runs leave to the items of their edition.
 * @param known what was read before; what is read is added.
 */
export async function readPictures(
  database: Database,
  units: ReadonlyMap<string, readonly UnitVector[]>,
  known: KnownPictures,
): Promise<Map<string, UnitVector[]>> {
  for (const { benchmark, edition } of [...units.values()].flat()) {
    if (known.has(edition)) continue
    const items = await database
      .select({ record: benchmarkItems.record })
      .from(benchmarkItems)
      .where(eq(benchmarkItems.edition, edition))
      .orderBy(asc(benchmarkItems.place))
    const records = items.map(({ record }) => record)
    known.set(edition, picturesOf(layOutUnits(benchmarkById(benchmark), records), records))
  }
  return new Map(
    [...units].map(([run, vectors]) => [
      run,
      vectors.map(one => ({ ...one, pictures: known.get(one.edition) })),
    ]),
  )
}
