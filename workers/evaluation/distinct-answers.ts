import type { ImageEdit, Intervention, Trial } from '#lib/domain/trial'
import type { ImageSize, VisualTokenLayout } from '#lib/domain/visual-tokens'
import type { PromptOutline } from '#workers/runtime/checkpoint'
import { type ArrangedTrials, imageEdit, turnOf } from './arrange'
import type { AnsweredCondition, PlannedAnswer, PlannedPicture, Speaker, Step } from './planned'
import { type SketchedPicture, spanTokens } from './prompt-sketch'
import { type VisualEdit, visualEdit } from './visual-edit'

/** A picture as it lies in its file. */
export interface StoredPicture {
  /** Equal pictures have equal hashes. */
  readonly hash: string
  readonly size: ImageSize
}

/** An item with its trials, and what the plan must know of who is asked. */
export interface Asking {
  readonly arranged: readonly ArrangedTrials[]
  readonly pictures: readonly StoredPicture[]
  /** The picture an edit leaves, which is none of `remove`. */
  picture(own: StoredPicture, edit: ImageEdit | null): StoredPicture
  /** @param images pictures in the prompt. */
  layout(size: ImageSize, images: number): VisualTokenLayout
  passes(size: ImageSize, images: number): number
  outline(speaker: Speaker, turn: number, images: number): PromptOutline
}

/** An answer before it has a place among others. */
interface DistinctAnswer extends Omit<PlannedAnswer, 'resume' | 'keep' | 'multiplyAdds'> {
  /** It shows every picture of the item. */
  readonly whole: boolean
}

/**
 * The prompts of an item's trials. Conditions whose draws come to the same thing (an unshuffled grid that needs no
 * resizing, a small grid drawn twice alike), or that read different things off one prompt, are one answer.
 */
export function answersOf(asking: Asking): DistinctAnswer[] {
  const asked = asking.arranged.flatMap(({ planned, trials }) => {
    const { subject = 'checkpoint', readout } = trials[0]
    if (subject === 'encoder') return []
    const condition = { planned, readout: readout.kind }
    return [{ key: promptKey(subject, trials), subject, trials, condition }]
  })
  return [...Map.groupBy(asked, ({ key }) => key).values()].flatMap(same => {
    const [first] = same
    const conditions = same.map(({ condition }) => condition)
    return first ? [answerOf(asking, first.subject, first.trials, conditions)] : []
  })
}

/** What an encoder is to look at: each picture once. */
export function looksOf({
  arranged,
}: Asking): Omit<Extract<Step, { kind: 'look' }>, 'kind' | 'multiplyAdds'>[] {
  const looks = arranged.flatMap(({ planned, trials: [first] }) =>
    first.subject === 'encoder'
      ? [{ edit: imageEdit(first.interventions), condition: { planned, readout: first.readout.kind } }]
      : [],
  )
  return [...Map.groupBy(looks, ({ edit }) => textOf(edit)).values()].flatMap(same => {
    const edit = same[0]?.edit ?? null
    return [{ picture: { picture: 0, edit }, conditions: same.map(({ condition }) => condition) }]
  })
}

function promptKey(subject: Speaker, trials: readonly Trial[]): string {
  return textOf([subject, trials.map(({ interventions }) => interventions)])
}

function answerOf(
  asking: Asking,
  speaker: Speaker,
  trials: ArrangedTrials['trials'],
  conditions: readonly AnsweredCondition[],
): DistinctAnswer {
  const [{ interventions }] = trials
  const shown = shownPictures(asking, trials)
  const visual = shown.map(({ layout, picture }) =>
    visualEdit(trials[picture]?.interventions ?? [], layout.count),
  )
  const turn = turnOf(interventions)
  const outline = asking.outline(speaker, turn, shown.length)
  const quiet = { ids: outline.ids, imageToken: outline.imageToken, pictures: shown.map(sketcher(visual)) }
  const noise = hiddenNoise(interventions).flatMap(({ layer, span, noise: draw }) => {
    const tokens = spanTokens(quiet, span)
    return tokens.length > 0 ? [{ layer, tokens, draw }] : []
  })
  return {
    ...{ speaker, turn, outline, visual, noise, conditions },
    pictures: shown,
    sketch: { ...quiet, noise: noise.map(({ layer, tokens }) => ({ layer, tokens })) },
    whole: shown.length === asking.pictures.length,
  }
}

function shownPictures(asking: Asking, trials: readonly Trial[]): PlannedPicture[] {
  const edits = asking.pictures.map((own, picture) => ({
    own,
    picture,
    edit: imageEdit(trials[picture]?.interventions ?? []),
  }))
  const left = edits.filter(({ edit }) => edit?.kind !== 'remove')
  const images = left.length
  return left.map(({ own, picture, edit }) => {
    const stored = asking.picture(own, edit)
    // Another item's picture is one as it is.
    const kept = edit?.kind === 'other-item' ? null : edit
    return {
      ...{ picture, edit, images },
      key: textOf([stored.hash, kept, images]),
      size: stored.size,
      layout: asking.layout(stored.size, images),
      passes: asking.passes(stored.size, images),
    }
  })
}

function sketcher(visual: readonly VisualEdit[]) {
  return ({ key, layout }: PlannedPicture, at: number): SketchedPicture => {
    const { rows = null, noise = [] } = visual[at] ?? {}
    const first = noise.map(({ drawn }) => drawn.findIndex(row => row >= 0)).filter(row => row >= 0)
    return {
      key,
      rows,
      count: rows?.length ?? layout.count,
      noisy: first.length > 0 ? Math.min(...first) : null,
    }
  }
}

function hiddenNoise(interventions: readonly Intervention[]) {
  return interventions.filter(intervention => intervention.at === 'hidden-state')
}

function textOf(value: unknown): string {
  return JSON.stringify(value, (_, part) => (part instanceof Uint32Array ? [...part] : part))
}
