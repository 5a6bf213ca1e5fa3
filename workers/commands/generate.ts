import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { Refusal } from '#lib/domain/refusal'
import type { RgbImage } from '#lib/domain/rgb-image'
import { probeById } from '#lib/probes/index'
import type { Condition, Probe } from '#lib/probes/probe'
import { referenceCondition, referenceProbe } from '#lib/probes/reference'
import { everyCondition, type ProbeCondition } from '#lib/probes/suite-conditions'
import { checkpointKind } from '#workers/compiler/checkpoint-kind'
import { readConfig } from '#workers/compiler/read-config'
import { askOne, type OneQuestion } from '#workers/evaluation/ask-one'
import { ProbeShelf } from '#workers/evaluation/probe-shelf'
import { decodeImage, encodePng } from '#workers/image/decode'
import type { Generation } from '#workers/runtime/checkpoint'
import { compileCheckpoint } from '#workers/runtime/compile-checkpoint'
import type { TextRequest } from '#workers/runtime/language-model-runner'
import type { OpenOptions } from '#workers/runtime/open-checkpoint'
import { openLanguageModel } from '#workers/runtime/open-language-model'
import { openThreadedCheckpoint } from '#workers/runtime/threaded-checkpoint'
import { checkpointDirectory, folderOf } from './checkpoint-source'
import {
  BadUsage,
  type Command,
  onlyPositional,
  type Report,
  readArguments,
  required,
  wholeNumber,
} from './command'
import { engineHelp, engineOptions, engineSettings } from './engine-options'
import { chosenMeans, meansHelp, meansOptions } from './probe-means'
import type { Terminal } from './terminal'

const defaultNewTokens = 64

export const generate: Command = {
  name: 'generate',
  usage: 'CHECKPOINT [--image F] --prompt TEXT [--probe ID --condition ID]',
  summary: "one answer through the checkpoint's own chat template",
  options: [
    ['--image F', 'a PNG, JPEG, WebP, GIF or TIFF file; none for a question without a picture'],
    ['--prompt TEXT', "the user's turn; the text to continue where there is no chat template"],
    ['--max-new-tokens N', `limit of the answer (${defaultNewTokens})`],
    ['--probe ID --condition ID', 'see the picture as a probe shows it, e.g. spatial-shuffle grid-4/seed-1'],
    ['--seed N', 'the seed of a condition named without it, e.g. --condition grid-4 --seed 1'],
    ['--item ID', 'draw as for this item of a benchmark'],
    ['--save-image F', 'write the picture as the image processor gets it, a PNG'],
    ['--logits', 'add the logits of the last prompt position'],
    ...meansHelp.filter(([option]) => !option.startsWith('--language-model')),
    ...engineHelp,
  ],
  async run(args, terminal) {
    const { values, positionals } = readArguments(args, {
      image: { type: 'string' },
      prompt: { type: 'string' },
      'max-new-tokens': { type: 'string' },
      probe: { type: 'string' },
      condition: { type: 'string' },
      seed: { type: 'string' },
      item: { type: 'string' },
      'save-image': { type: 'string' },
      logits: { type: 'boolean' },
      json: { type: 'boolean' },
      ...meansOptions,
      ...engineOptions,
    })
    const argument = onlyPositional(positionals, 'CHECKPOINT')
    const prompt = required(values.prompt, '--prompt')
    const maxNewTokens = wholeNumber(values['max-new-tokens'], '--max-new-tokens', 1, defaultNewTokens)
    const seed = wholeNumber(values.seed, '--seed', 0, null)
    const engine = engineSettings(values)
    if ((values.probe === undefined) !== (values.condition === undefined))
      throw new BadUsage('--probe and --condition go together')
    const image = values.image === undefined ? null : await readImage(values.image)
    const directory = await checkpointDirectory(argument, terminal)
    const request = { prompt, maxNewTokens, logits: values.logits ?? false }
    if (!image) {
      const useless = (['probe', 'save-image'] as const).find(option => values[option] !== undefined)
      if (useless) throw new BadUsage(`--${useless} needs --image`)
      return answerWithoutPicture(directory, engine, request)
    }
    const planned =
      values.probe === undefined
        ? { probe: referenceProbe, condition: referenceCondition }
        : namedCondition(probeById(values.probe), values.condition ?? '', seed, directory)
    const item = values.item ?? ''
    const made = await madeOf(image, item, planned, values, engine, terminal)
    // Noise is matched to the stream that enters a layer: a session begins there.
    const layered = values.probe === undefined ? {} : ({ layersPerSession: 1, taps: 'pooled' } as const)
    const checkpoint = await openThreadedCheckpoint(directory, { ...engine, ...layered })
    try {
      const asked = { ...request, question: prompt, image, item, ...made }
      const { shown, visualTokens, generation } = await askOne(checkpoint, asked, planned)
      if (values['save-image'] !== undefined) await saveImage(values['save-image'], shown, planned)
      return reportOf(generation, visualTokens)
    } finally {
      await checkpoint.close()
    }
  },
}

/** A checkpoint that sees, asked without a picture, or a language model. */
async function answerWithoutPicture(
  directory: string,
  engine: OpenOptions,
  request: TextRequest,
): Promise<Report> {
  if (checkpointKind(readConfig(directory)) === 'language-model') {
    const model = await openLanguageModel(directory, engine)
    try {
      return reportOf(await model.generate(request), 0)
    } finally {
      await model.close()
    }
  }
  const checkpoint = await openThreadedCheckpoint(directory, engine)
  try {
    return reportOf(await checkpoint.generate({ ...request, question: request.prompt, visualTokens: [] }), 0)
  } finally {
    await checkpoint.close()
  }
}

function reportOf(
  { text, promptText, inputIds, generatedIds, logits }: Generation,
  visualTokens: number,
): Report {
  const json = { text, promptText, inputIds, visualTokens, generatedIds }
  return { json: logits ? { ...json, logits: [...logits] } : json, text }
}

async function readImage(path: string): Promise<RgbImage> {
  try {
    return await decodeImage(readFileSync(path))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Refusal('bad-image', `${path}: ${reason}`, { cause: error })
  }
}

/** Probes that take these ask somebody else, or more than one picture. */
const elsewhere = ['encoder', 'image-encoder', 'backbone', 'language-models'] as const

/** What a condition takes that is made of the picture: a map of what stands out, or the picture drawn anew. @throws BadUsage. */
async function madeOf(
  image: RgbImage,
  item: string,
  planned: ProbeCondition,
  values: Parameters<typeof chosenMeans>[0],
  engine: OpenOptions,
  terminal: Terminal,
): Promise<Pick<OneQuestion, 'saliency' | 'drawn'>> {
  const { probe, condition } = planned
  const needs = [...probe.needs, ...(condition.needs ?? [])]
  const shelf = new ProbeShelf(
    chosenMeans(values),
    engine,
    source => folderOf(source, terminal),
    terminal.tell,
  )
  const { means, lacking } = shelf.artifactMeans()
  const missing = (['saliency', 'synthesizer'] as const).find(
    need => needs.includes(need) && !means.includes(need),
  )
  if (missing) {
    const option = missing === 'saliency' ? '--saliency' : '--captioner and --synthesizer'
    throw new BadUsage(lacking[missing] ?? `${probe.id} ${condition.id} needs ${option}`)
  }
  const edition = createHash('sha256').update(image.pixels).digest('hex')
  const only = { id: item, images: [{ decode: async () => image }] }
  const artifacts = await shelf.artifacts({ edition, title: 'the picture', items: [only] }, [
    { planned, flags: null },
  ])
  const drawn = await artifacts?.synthesized(item, Math.max(0, condition.seed - 1))
  if (needs.includes('synthesizer') && !drawn)
    throw new BadUsage('the picture was described, and nothing could be drawn')
  return { saliency: (await artifacts?.saliency(item)) ?? null, drawn: drawn ?? null }
}

/** The condition of that id, or the one of that setting and seed. @throws BadUsage naming those there are. */
function namedCondition(probe: Probe, name: string, seed: number | null, directory: string): ProbeCondition {
  const { shape } = compileCheckpoint(directory)
  const known = everyCondition(probe, { options: 0 }, shape).filter(({ id }) => id !== 'wrong-image')
  const matches = ({ id, setting, seed: own }: Condition) =>
    seed === null ? id === name : own === seed && (id === name || setting === name)
  const condition = known.find(matches)
  const needed = [...probe.needs, ...(condition?.needs ?? [])].find(need =>
    elsewhere.some(other => other === need),
  )
  if (needed !== undefined)
    throw new BadUsage(`${probe.id} ${name} takes more than a picture: ${needed}; it is run by evaluate`)
  if (condition) return { probe, condition }
  if (known.length === 0)
    throw new BadUsage(`${probe.id} takes more than a picture and a question; it is run by evaluate`)
  const wanted = seed === null ? `"${name}"` : `"${name}" with seed ${seed}`
  throw new BadUsage(
    `${probe.id} has no condition ${wanted} for this picture; it has ${known.map(({ id }) => id).join(', ')}`,
  )
}

async function saveImage(path: string, image: RgbImage | null, { condition }: ProbeCondition): Promise<void> {
  if (!image) throw new BadUsage(`--save-image: there is no picture under ${condition.id}`)
  writeFileSync(path, await encodePng(image))
}
