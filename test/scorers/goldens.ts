import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { z } from 'zod'

/** A file that `scripts/goldens/scorers.py` wrote. */
export function readGolden<T extends z.ZodType>(name: string, schema: T): z.infer<T> {
  const path = join(import.meta.dirname, '../fixtures/scorers', `${name}.json.gz`)
  return schema.parse(JSON.parse(gunzipSync(readFileSync(path)).toString('utf8')))
}
