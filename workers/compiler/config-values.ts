import { z } from 'zod'

/** A key of config.json that may be absent or null, with the default of its class. */
export function or<T extends z.ZodType>(schema: T, fallback: z.infer<T>) {
  return schema.nullish().transform(value => value ?? fallback)
}

export const count = z.int().positive()
/** One token id or a list of them. */
export const tokenIds = z.union([z.int(), z.array(z.int())])
