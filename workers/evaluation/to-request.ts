import type { GenerateRequest, HiddenNoise, VisualTokens } from '#workers/runtime/checkpoint'
import { uniformNoise } from '#workers/runtime/uniform-noise'
import { type PlannedAnswer, readoutsOf } from './planned'
import { editTokens } from './visual-edit'

/** The texts of an item, and what is wanted of its answers. */
export interface AskedTexts {
  /** The user's turn with the options turned by so many places. */
  question(turn: number): Pick<GenerateRequest, 'question' | 'raw' | 'stopTexts'>
  readonly maxNewTokens: number
  /** Labels of the options, and names of the classes: what may be scored. */
  readonly labels: readonly string[]
  readonly classes: readonly string[]
  /** Also hand back the logits after every prompt. */
  readonly logits?: boolean
}

/**
 * The request of a planned answer: its pictures' tokens touched, its noise drawn.
 * @param encoded visual tokens by the keys of their pictures. @param width of the text stream.
 */
export function toRequest(
  texts: AskedTexts,
  { turn, pictures, visual, noise, outline, conditions, resume, keep }: PlannedAnswer,
  encoded: ReadonlyMap<string, VisualTokens>,
  width: number,
): GenerateRequest {
  const { says, scoresOptions, scoresClasses } = readoutsOf(conditions)
  const scored = [...(scoresOptions ? texts.labels : []), ...(scoresClasses ? texts.classes : [])]
  return {
    ...texts.question(turn),
    visualTokens: pictures.map(({ key }, at) => {
      const tokens = encoded.get(key)
      const edit = visual[at]
      if (!tokens || !edit) throw new Error(`the picture ${key} was not encoded`)
      return editTokens(tokens, edit)
    }),
    maxNewTokens: says ? texts.maxNewTokens : 0,
    ...(noise.length > 0 ? { noise: noise.map(one => drawNoise(one, width)) } : {}),
    ...(scored.length > 0 ? { continuations: scored.map(text => following(outline.text, text)) } : {}),
    ...(texts.logits ? { logits: true } : {}),
    ...(resume ? { resume } : {}),
    ...(keep ? { keep } : {}),
  }
}

function drawNoise({ layer, tokens, draw }: PlannedAnswer['noise'][number], width: number): HiddenNoise {
  return { layer, tokens, rows: uniformNoise(draw.key, tokens.length * width), scale: draw.scale }
}

/** A text as it follows a prompt: behind a space, unless the prompt ends in one or in a new line. */
function following(prompt: string, text: string): string {
  return prompt === '' || /\s$/u.test(prompt) ? text : ` ${text}`
}
