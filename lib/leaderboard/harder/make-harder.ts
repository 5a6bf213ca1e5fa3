import type { Benchmark } from '../../benchmarks/benchmark'
import type { ItemRecord } from '../../domain/item'
import { Refusal } from '../../domain/refusal'
import { type BuiltVariants, buildVariants, type VariantAids, variantSource } from './build-variants'
import { transformationById } from './index'
import { type VariantExport, variantLines, variantManifest } from './variant-files'

export interface HarderRequest
  extends Pick<VariantExport, 'seed' | 'format' | 'audience' | 'picture' | 'selection' | 'saliencyEncoder'> {
  readonly benchmark: Benchmark
  /** In the order of its file. */
  readonly items: readonly ItemRecord[]
  /** Id of a transformation. */
  readonly transformation: string
  /** Ids of the items to start from; all where absent. */
  readonly only?: ReadonlySet<string>
  readonly aids?: VariantAids
}

/** A harder benchmark, ready to be written. */
export interface HarderBenchmark extends BuiltVariants {
  readonly lines: AsyncGenerator<string>
  /** JSON text. */
  readonly manifest: string
}

/**
 * Makes harder variants of a benchmark and what is written of them.
 * @throws Refusal `bad-usage` naming the transformations there are.
 */
export function makeHarder(request: HarderRequest): HarderBenchmark {
  const { benchmark, items, seed, only, aids, format, audience, picture, selection, saliencyEncoder } =
    request
  const transformation = transformationById(request.transformation)
  const built = buildVariants(transformation, variantSource(benchmark, items, seed, aids), only)
  const { variants } = built
  const written = {
    ...{ benchmark, transformation: transformation.id, seed, variants, format, audience, picture },
    ...(selection ? { selection } : {}),
    ...(saliencyEncoder ? { saliencyEncoder } : {}),
  }
  return { ...built, lines: variantLines(written), manifest: variantManifest(written) }
}

/**
 * The items that the rows of an earlier file were made from: what a rebuild starts from.
 * @throws Refusal `bad-benchmark-file` where a row is none of a variant.
 */
export function startingItems(rows: readonly Readonly<Record<string, string>>[]): Set<string> {
  return new Set(
    rows.map(({ index, parents }) => {
      const [first] = listOf(parents)
      if (typeof first === 'string') return first
      throw new Refusal('bad-benchmark-file', `row ${index} does not say what it was made of: ${parents}`)
    }),
  )
}

function listOf(text: string | undefined): readonly unknown[] {
  try {
    const list: unknown = JSON.parse(text ?? '')
    return Array.isArray(list) ? list : []
  } catch {
    return []
  }
}
