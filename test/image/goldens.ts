import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { z } from 'zod'

/** A table that scripts/goldens/images.py wrote. */
export function imageGoldens<T>(name: string, row: z.ZodType<T>): T[] {
  const path = join(import.meta.dirname, `../fixtures/images/${name}.json`)
  return row
    .array()
    .min(1)
    .parse(JSON.parse(readFileSync(path, 'utf8')))
}
