import { z } from 'zod'
import printed from './paper-results.json'

const score = z.number()
const scores = z.array(score)

/** The models of the paper, as it names them. */
export const paperModels = ['LLaVA-1.5', 'LLaVA-NeXT', 'Meteor', 'LLaVA-OneVision'] as const
const model = z.enum(paperModels)
export type PaperModel = z.infer<typeof model>

/** A figure whose points are drawn and not printed. */
const unprinted = { values: z.null() }

const paperResultsFile = z.object({
  source: z.string(),
  note: z.string(),
  models: z.record(
    model,
    z.object({
      size: z.string(),
      vision: z.string(),
      visual_tokens: z.union([z.int(), z.string()]).optional(),
      language_model: z.string(),
      /** Of visual instruction tuning, as Table 2 has it. */
      tuning_samples: z.int(),
    }),
  ),
  table1_permutation: z.object({
    benchmarks: z.array(z.string()),
    seeds_claimed: z.int(),
    rows: z.array(z.object({ model, original: scores, permuted: scores, printed_average_delta: z.number() })),
  }),
  table2_synthesized: z.object({
    clip_i: z.object({ MMVP: score, MathVista: score }),
    caption_prompt: z.string(),
    captioner: z.string(),
    synthesizer: z.string(),
    rows: z.array(
      z.object({
        model,
        text_rich_training: z.boolean(),
        /** Original, then synthesized. */
        MMVP: z.tuple([score, score]),
        MathVista: z.tuple([score, score]),
        frequency_of_1: score,
      }),
    ),
  }),
  table3_classification: z.object({
    datasets: z.array(z.string()),
    images_per_dataset: z.int(),
    rows: z.array(
      z.object({
        /** A checkpoint with its `encoder`, or an encoder by itself. */
        model: z.string(),
        encoder: z.string().optional(),
        top1: scores,
        average: score,
      }),
    ),
    footnote: z.string(),
  }),
  figure1_pil: z.object({ model, benchmarks: z.array(z.string()), groups: z.string(), ...unprinted }),
  figure2_spatial: z.object({
    grids: z.array(z.int()),
    benchmarks: z.array(z.string()),
    models: z.array(model),
    ...unprinted,
  }),
  figure4_gsm8k: z.object({
    shots: z.int(),
    prompting: z.string(),
    models: z.array(model),
    against: z.string(),
    ...unprinted,
  }),
  figure6_occlusion: z.object({
    methods: z.array(z.string()),
    saliency: z.string(),
    encoders_on: z.string(),
    encoders: z.array(z.string()),
    checkpoints_on: z.string(),
    ...unprinted,
  }),
  figure7_alignment: z.object({
    data: z.string(),
    metric: z.string(),
    language_models: z.array(z.string()),
    vision: z.array(z.string()),
    ...unprinted,
  }),
  /** Min-max scaled, row by row. */
  figure8_token_importance: z.object({ model, benchmark: z.string(), grid: z.array(scores) }),
  figure9_layers: z.object({ model, benchmark: z.string(), claims: z.array(z.string()), ...unprinted }),
})
export type PaperResults = z.infer<typeof paperResultsFile>

/** What "Intriguing Properties of Large Language and Vision Models" prints, figure by figure, as printed. */
export const paperResults: PaperResults = paperResultsFile.parse(printed)

export type PermutationRow = PaperResults['table1_permutation']['rows'][number]
