import type { ZodType } from 'zod'
import { Refusal } from '#lib/domain/refusal'

/** @throws Refusal `bad-config` naming the file, the key and what is wrong with it. */
export function parseConfig<T>(file: string, schema: ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new Refusal('bad-config', `${file}: ${issue?.path.join('.') || 'the file'}: ${issue?.message}`)
}
