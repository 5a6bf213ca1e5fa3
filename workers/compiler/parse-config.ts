import type { ZodType } from 'zod'
import { Refusal } from '#lib/domain/refusal'

/**
 * @param inside the key of the file that `value` is, where it is a part of it.
 * @throws Refusal `bad-config` naming the file, the key and what is wrong with it.
 */
export function parseConfig<T>(file: string, schema: ZodType<T>, value: unknown, inside?: string): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const path = [...(inside ? [inside] : []), ...(issue?.path ?? [])].join('.')
  throw new Refusal('bad-config', `${file}: ${path || 'the file'}: ${issue?.message}`)
}
