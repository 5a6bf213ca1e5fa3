import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Refusal } from '#lib/domain/refusal'
import { readEnv, type SynthesizerChoice } from '#lib/env'
import { type CheckpointKind, requireKind } from '#workers/compiler/checkpoint-kind'
import { readConfig } from '#workers/compiler/read-config'
import type { DeclaredRelatives, ProbeMeans } from '#workers/evaluation/probe-shelf'
import { readCheckpointSource } from './checkpoint-source'
import type { Terminal } from './terminal'

/** Options about what a machine has for probes beside the checkpoint, for `readArguments`. */
export const meansOptions = {
  saliency: { type: 'string' },
  'language-model': { type: 'string', multiple: true },
  captioner: { type: 'string' },
  synthesizer: { type: 'string' },
  likeness: { type: 'string' },
} as const

export const meansHelp = [
  [
    '--saliency DIR',
    'an encoder whose attention says what stands out, e.g. DINO (PARALLAX_SALIENCY_ENCODER)',
  ],
  ['--language-model DIR', 'to align with; may be repeated (PARALLAX_LANGUAGE_MODELS)'],
  ['--captioner DIR', 'describes pictures that are drawn anew (PARALLAX_CAPTIONER)'],
  [
    '--likeness DIR',
    'an encoder, e.g. CLIP, that tells how like the original a drawn picture is (PARALLAX_LIKENESS_ENCODER)',
  ],
  ['--synthesizer DIR', "a text-to-image pipeline in Diffusers' ONNX layout (PARALLAX_SYNTHESIZER_…)"],
] as const

/** Relatives of a checkpoint, declared for one run. */
export const relativeOptions = { encoder: { type: 'string' }, backbone: { type: 'string' } } as const

export const relativeHelp = [
  ['--encoder C', 'the encoder inside the checkpoint, with its text tower: a folder or owner/name@commit'],
  ['--backbone C', 'its language model before visual tuning: a folder or owner/name@commit'],
] as const

/** What was given, else what the environment names. @throws Refusal `checkpoint-not-found` naming a folder that is none, `unknown-family`. */
export function chosenMeans(values: {
  readonly saliency?: string | undefined
  readonly 'language-model'?: readonly string[] | undefined
  readonly captioner?: string | undefined
  readonly synthesizer?: string | undefined
  readonly likeness?: string | undefined
}): ProbeMeans {
  const { probes, synthesizer } = readEnv()
  const folder = (path: string | undefined, otherwise: string | null, kind: CheckpointKind, what: string) => {
    const named = path === undefined ? otherwise : resolve(path)
    return named === null ? null : checkpointFolder(named, kind, what)
  }
  return {
    saliency: folder(values.saliency, probes.saliencyEncoder, 'encoder', 'saliency encoder'),
    captioner: folder(values.captioner, probes.captioner, 'vision-language', 'captioner'),
    likeness: folder(values.likeness, probes.likenessEncoder, 'encoder', 'likeness encoder'),
    synthesizer:
      values.synthesizer === undefined
        ? synthesizer && namedPipeline(synthesizer)
        : { kind: 'folder', folder: pipelineFolder(resolve(values.synthesizer)) },
    languageModels: (values['language-model']?.map(path => resolve(path)) ?? probes.languageModels).map(
      path => checkpointFolder(path, 'language-model', 'language model'),
    ),
    artifacts: probes.artifactsFolder,
  }
}

/** @throws Refusal `checkpoint-not-found` of `readCheckpointSource`. */
export async function declaredRelatives(
  values: { readonly encoder?: string | undefined; readonly backbone?: string | undefined },
  terminal: Terminal,
): Promise<DeclaredRelatives> {
  const { encoder, backbone } = values
  return {
    encoder: encoder === undefined ? null : await readCheckpointSource(encoder, terminal),
    backbone: backbone === undefined ? null : await readCheckpointSource(backbone, terminal),
  }
}

/** @throws Refusal `unknown-family` of a checkpoint of another kind: now, not once a file needs it. */
export function checkpointFolder(path: string, kind: CheckpointKind, what: string): string {
  if (!existsSync(join(path, 'config.json')))
    throw new Refusal('checkpoint-not-found', `${what}: ${path} has no config.json`)
  requireKind(readConfig(path), kind, `${what} ${path}`)
  return path
}

function namedPipeline(choice: SynthesizerChoice): SynthesizerChoice {
  return choice.kind === 'folder' ? { ...choice, folder: pipelineFolder(choice.folder) } : choice
}

export function pipelineFolder(path: string): string {
  if (existsSync(join(path, 'model_index.json'))) return path
  throw new Refusal('checkpoint-not-found', `synthesizer: ${path} has no model_index.json`)
}
