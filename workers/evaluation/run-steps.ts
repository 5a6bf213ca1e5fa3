import { Refusal } from '#lib/domain/refusal'
import type { RgbImage } from '#lib/domain/rgb-image'
import type { ImageEdit } from '#lib/domain/trial'
import type { ProbeCondition } from '#lib/probes/suite-conditions'
import type { Answering, VisualTokens } from '#workers/runtime/checkpoint'
import type { ClassNamer } from './class-namer'
import { editImage } from './edit-image'
import type { Engine } from './engine'
import type { PlannedAnswer, PlannedPicture, Speaker, Step } from './planned'
import { type Said, saidOf } from './said'
import { type AskedTexts, toRequest } from './to-request'

/** An item as its steps ask it. */
export interface AskedItem extends AskedTexts {
  /** Of the item, in the order of the prompt. */
  readonly images: readonly RgbImage[]
  /** First picture of another item, by its place in the file. */
  otherPicture(item: number): Promise<RgbImage>
}

interface StepWatch {
  before?(step: Step): void
  after?(step: Step): void
}

/** Does the steps of plans, one after the other. Visual tokens are held between items as the plans say. */
export class StepRunner {
  private readonly tokens = new Map<string, VisualTokens>()

  /** @param namer null: no encoder is asked. */
  constructor(
    private readonly engine: Engine,
    private readonly namer: ClassNamer | null,
  ) {}

  /**
   * @param id of the item.
   * @param answered takes what a condition came to. @param watch `before` a step may throw to leave the plan.
   */
  async run(
    id: string,
    item: AskedItem,
    steps: readonly Step[],
    answered: (condition: ProbeCondition, said: Said) => void,
    watch: StepWatch = {},
  ): Promise<void> {
    for (const step of steps) {
      watch.before?.(step)
      if (step.kind === 'encode') await this.encode(id, item, step.picture)
      else if (step.kind === 'answer') await this.answer(item, step.answers, answered)
      else if (step.kind === 'look') await this.look(id, item, step, answered)
      else for (const key of step.keys) this.tokens.delete(key)
      watch.after?.(step)
    }
  }

  private async encode(
    id: string,
    item: AskedItem,
    { picture, edit, images, key }: PlannedPicture,
  ): Promise<void> {
    const shown = await this.shownPicture(id, item, picture, edit)
    this.tokens.set(key, await this.engine.checkpoint.encodeImage(shown, images))
  }

  private async answer(
    item: AskedItem,
    answers: readonly PlannedAnswer[],
    answered: (condition: ProbeCondition, said: Said) => void,
  ): Promise<void> {
    const { width } = this.engine.checkpoint.shape.text
    const requests = answers.map(answer => toRequest(item, answer, this.tokens, width))
    const speaker = this.speaker(answers[0]?.speaker ?? 'checkpoint')
    const generations = await speaker.generateAll(requests)
    answers.forEach(({ conditions }, at) => {
      const generation = generations[at]
      if (!generation) throw new Error(`${generations.length} answers to ${requests.length} prompts`)
      for (const condition of conditions)
        answered(condition.planned, saidOf(condition, item, generation, conditions))
    })
  }

  private async look(
    id: string,
    item: AskedItem,
    { picture, conditions }: Extract<Step, { kind: 'look' }>,
    answered: (condition: ProbeCondition, said: Said) => void,
  ): Promise<void> {
    const { namer } = this
    if (!namer) throw new Error('there is no encoder to look at a picture')
    const shown = await this.shownPicture(id, item, picture.picture, picture.edit)
    const name = await namer.zeroShot(shown)
    for (const { planned } of conditions)
      answered(planned, { text: name, promptText: '', generatedIds: [], truncated: false })
  }

  private async shownPicture(
    id: string,
    item: AskedItem,
    picture: number,
    edit: ImageEdit | null,
  ): Promise<RgbImage> {
    if (edit?.kind === 'other-item') return item.otherPicture(edit.item)
    if (edit?.kind === 'synthesized') {
      const made = await this.engine.artifacts?.synthesized(id, edit.picture)
      if (!made) throw new Error(`item ${id} has no synthesized picture ${edit.picture}`)
      return made
    }
    const own = item.images[picture]
    const shown = own && (edit ? editImage(own, edit) : own)
    if (!shown) throw new Error(`item ${id} shows no picture ${picture}`)
    return shown
  }

  private speaker(who: Speaker): Answering {
    if (who === 'checkpoint') return this.engine.checkpoint
    const { backbone } = this.engine.relatives
    if (!backbone)
      throw new Refusal('bad-usage', 'no language model is loaded that the checkpoint was tuned from')
    return backbone
  }
}
