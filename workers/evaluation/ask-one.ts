import type { RgbImage } from '#lib/domain/rgb-image'
import type { Saliency } from '#lib/domain/saliency'
import type { ImageEdit } from '#lib/domain/trial'
import type { ImageSize } from '#lib/domain/visual-tokens'
import type { ProbeCondition } from '#lib/probes/suite-conditions'
import type { Checkpoint, Generation, VisualTokens } from '#workers/runtime/checkpoint'
import { arrangeItem, imageEdit } from './arrange'
import { answersOf } from './distinct-answers'
import { editImage } from './edit-image'
import { toRequest } from './to-request'

/** One question about one picture, outside any benchmark. */
export interface OneQuestion {
  readonly image: RgbImage
  readonly question: string
  readonly maxNewTokens: number
  readonly logits: boolean
  /** Whose draws are drawn. */
  readonly item: string
  /** Where a condition goes by it. */
  readonly saliency?: Saliency | null
  /** The picture drawn anew, where a condition shows that. */
  readonly drawn?: RgbImage | null
}

export interface OneAnswer {
  /** The picture as it was shown; null: it was not. */
  readonly shown: RgbImage | null
  /** Visual tokens in the prompt. */
  readonly visualTokens: number
  readonly generation: Generation
}

/** Asks a checkpoint under a condition that takes nothing but it, the picture, and what was made of that. */
export async function askOne(
  checkpoint: Checkpoint,
  { image, question, maxNewTokens, logits, item, saliency, drawn = null }: OneQuestion,
  planned: ProbeCondition,
): Promise<OneAnswer> {
  const visualTokens = checkpoint.visualTokenLayout(image)
  const alone = { item, place: 0, items: 1, options: 0, image, visualTokens }
  const subject = saliency ? { ...alone, saliency } : alone
  const arranged = arrangeItem([subject], [planned])
  const edit = imageEdit(arranged[0]?.trials[0].interventions ?? [])
  const shown = editedPicture(image, edit, drawn)
  const outline = await checkpoint.promptOutline({ question }, shown ? 1 : 0)
  const [answer] = answersOf({
    arranged,
    pictures: [{ hash: '', size: { width: image.width, height: image.height } }],
    picture: own => ({ ...own, size: sizeOf(shown ?? image) }),
    layout: (size, images) => checkpoint.visualTokenLayout(size, images),
    passes: (size, images) => checkpoint.towerPasses(size, images),
    outline: () => outline,
  })
  if (!answer) throw new Error(`${planned.probe.id} ${planned.condition.id} asks the checkpoint nothing`)
  const encoded = new Map<string, VisualTokens>()
  for (const { key } of answer.pictures) if (shown) encoded.set(key, await checkpoint.encodeImage(shown))
  const texts = { question: () => ({ question }), maxNewTokens, labels: [], classes: [], logits }
  const step = { ...answer, resume: null, keep: false, multiplyAdds: 0 }
  const request = toRequest(texts, step, encoded, checkpoint.shape.text.width)
  const generation = await checkpoint.generate(request)
  const seen = request.visualTokens.reduce((sum, { layout }) => sum + layout.count, 0)
  return { shown, visualTokens: seen, generation }
}

function editedPicture(image: RgbImage, edit: ImageEdit | null, drawn: RgbImage | null): RgbImage | null {
  if (edit === null) return image
  if (edit.kind === 'synthesized' && drawn) return drawn
  if (edit.kind === 'other-item' || edit.kind === 'synthesized')
    throw new Error(`there is no other picture for ${edit.kind}`)
  return editImage(image, edit)
}

function sizeOf({ width, height }: RgbImage): ImageSize {
  return { width, height }
}
