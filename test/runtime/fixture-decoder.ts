import { join } from 'node:path'
import {
  type LanguageModelGolden,
  readLanguageModelGoldens,
  writeCheckpoint,
} from '#scripts/goldens/language-model-goldens'
import { temporaryFolder } from '#test/support/temporary-folder'
import type { Taps } from '#workers/compiler/author-decoder'
import type { LanguageModel } from '#workers/compiler/language-models/language-model'
import { Weights } from '#workers/compiler/weights'
import { plainOptions } from '#workers/runtime/compile-checkpoint'
import { canonicalTextName, compileLanguageModel } from '#workers/runtime/compile-language-model'
import type { Decoder } from '#workers/runtime/decoder'
import { decoderGraphs } from '#workers/runtime/decoder-graphs'
import { openDecoder } from '#workers/runtime/open-parts'
import { RowReader } from '#workers/safetensors/read-rows'

export const languageModelFixtures = join(import.meta.dirname, '../fixtures/language-models')

/** A folder with the checkpoint of one golden file. @param changes keys of config.json that are to be otherwise. */
export function fixtureCheckpoint(name: string, changes: Record<string, unknown> = {}) {
  const goldens = readLanguageModelGoldens(join(languageModelFixtures, `${name}.goldens.json`))
  const folder = temporaryFolder()
  writeCheckpoint(languageModelFixtures, goldens, folder, changes)
  return { folder, cases: goldens.cases }
}

export interface FixtureDecoder {
  readonly decoder: Decoder
  readonly language: LanguageModel
  readonly cases: readonly LanguageModelGolden[]
  /** [ids, width] */
  embed(ids: readonly number[]): Float32Array
}

/** The decoder of one golden file. @param change what is to be otherwise in the language model. */
export async function openFixtureDecoder(
  name: string,
  { layersPerSession = null, taps = 'none' }: { layersPerSession?: number | null; taps?: Taps } = {},
  change: (language: LanguageModel) => LanguageModel = language => language,
): Promise<FixtureDecoder> {
  const { folder, cases } = fixtureCheckpoint(name)
  const prepared = compileLanguageModel(folder)
  const language = change(prepared.language)
  const weights = new Weights(prepared.tensors, canonicalTextName)
  const graphs = decoderGraphs(weights, language, { ...plainOptions, layersPerSession, taps }, 0)
  const decoder = await openDecoder(graphs, folder, language, taps, { provider: 'cpu', threads: 1 })
  const { width } = language.shape
  const { scale } = language.embedding
  return {
    decoder,
    language,
    cases,
    embed(ids) {
      const rows = new RowReader(folder, prepared.embedding)
      const out = new Float32Array(ids.length * width)
      ids.forEach((id, at) => {
        out.set(
          rows.row(id).map(value => value * scale),
          at * width,
        )
      })
      rows.close()
      return out
    },
  }
}
