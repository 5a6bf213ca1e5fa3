import type { Benchmark } from '../../benchmarks/benchmark'
import type { TransformationId, VariantItem, VariantPicture } from './variant'
import { type VariantRow, variantColumns, variantRow, type Withheld } from './variant-row'

export interface VariantExport {
  readonly benchmark: Pick<Benchmark, 'id' | 'title' | 'licence'>
  readonly transformation: TransformationId
  /** Index of the seed the variants were drawn by. */
  readonly seed: number
  readonly variants: readonly VariantItem[]
  readonly format: 'tsv' | 'jsonl'
  /** `owner`: on the machine that has the benchmark. `public`: what its licence lets the portal pass on. */
  readonly audience: 'owner' | 'public'
  /** A picture as base64 of JPEG or PNG; only asked where pictures are written, once a picture. */
  readonly picture: (picture: VariantPicture) => Promise<string>
  /** Digest of the encoder that said where the evidence is. */
  readonly saliencyEncoder?: string
  /** Of items that runs chose: the families of those runs, and those that had no part in it. */
  readonly selection?: { readonly chosenBy: readonly string[]; readonly heldOut: readonly string[] }
}

/** What a licence keeps from being passed on. */
function withheldBy({ benchmark: { licence }, audience }: VariantExport): Withheld {
  if (audience === 'owner' || licence.export === 'items') return 'nothing'
  return licence.export === 'text' ? 'pictures' : 'items'
}

/**
 * The lines of a harder benchmark, as VLMEvalKit TSV or as JSONL, one variant after the other, so that its pictures are
 * never held together. Where the licence forbids passing the items on, they hold ids and transformation only;
 * `variantManifest` has the command that makes the rest.
 */
export async function* variantLines(request: VariantExport): AsyncGenerator<string> {
  const { variants, format, picture } = request
  const withheld = withheldBy(request)
  const columns = variantColumns(variants, withheld)
  if (format === 'tsv') yield tsvLine(columns)
  const firstWith = new Map<string, string>()
  for (const variant of variants) {
    const row: VariantRow = {
      ...variantRow(variant, withheld),
      ...(withheld === 'nothing' ? { image: await imageCell(variant) } : {}),
    }
    yield format === 'tsv' ? tsvLine(columns.map(column => row[column] ?? '')) : `${JSON.stringify(row)}\n`
  }

  /** A picture that an earlier row has is written once: a short cell names that row, as VLMEvalKit has it. */
  async function imageCell(variant: VariantItem): Promise<string> {
    const name = JSON.stringify(variant.picture)
    const known = firstWith.get(name)
    if (known !== undefined) return known
    if (variant.id.length <= longestReference) firstWith.set(name, variant.id)
    return picture(variant.picture)
  }
}

/** A cell of `image` up to this length is not a picture but the index of the row that has it. */
const longestReference = 64

/** What a harder benchmark is made of, under whose terms, and how it is made again. */
export function variantManifest(request: VariantExport): string {
  const { benchmark, transformation, seed, variants, selection, saliencyEncoder } = request
  const withheld = withheldBy(request)
  const manifest = {
    benchmark: benchmark.id,
    title: benchmark.title,
    transformation,
    seed,
    rows: variants.length,
    groups: new Set(variants.map(({ group }) => group)).size,
    credit: benchmark.licence.credit,
    terms: benchmark.licence.terms,
    withheld: withheld === 'nothing' ? null : withheld,
    ...(selection ? { selection } : {}),
    ...(saliencyEncoder ? { saliencyEncoder } : {}),
    rebuild: rebuildCommand(request),
  }
  return `${JSON.stringify(manifest, null, 2)}\n`
}

/** The command that makes the same file on a machine that has the benchmark: it takes the items from the file itself. */
function rebuildCommand(request: VariantExport): string {
  const {
    benchmark: { id },
    transformation,
    format,
    seed,
    saliencyEncoder,
  } = request
  const name = `${id}-${transformation}`
  return `npm run parallax -- harder ${id} --transformation ${transformation} --seed ${seed} --items ${name}.${format} --out ${name}-rebuilt.${format}${saliencyEncoder ? ' --saliency ENCODER' : ''}`
}

/** RFC 4180 with tabs: a cell with a tab, a quote or a line break is quoted. */
function tsvLine(cells: readonly string[]): string {
  const quoted = cells.map(cell => (/[\t"\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
  return `${quoted.join('\t')}\n`
}
