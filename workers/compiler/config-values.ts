import { z } from 'zod'

/** A key of config.json that may be absent or null, with the default of its class. */
export function or<T extends z.ZodType>(schema: T, fallback: z.infer<T>) {
  return schema.nullish().transform(value => value ?? fallback)
}

/** A width, a number of heads or of ids: published checkpoints stay far below. */
export const count = z
  .int()
  .positive()
  .max(2 ** 24)
/** Layers are authored one by one, so a config must not ask for a billion of them; the deepest that are published have 126. */
export const layerCount = z.int().positive().max(200)
/** What keeps a norm from dividing by zero: published checkpoints have 1e-12 to 1e-5. */
export const normEpsilon = z.number().nonnegative().max(1)
/** One token id or a list of them. */
export const tokenIds = z.union([z.int(), z.array(z.int())])
