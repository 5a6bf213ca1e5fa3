import { readEnv } from '#lib/env'
import { type ChatModel, openChatModel } from '#workers/services/chat-model'
import { BadUsage } from './command'
import type { Terminal } from './terminal'

/** The option of commands that ask a chat endpoint in the place of a checkpoint, for `readArguments`. */
export const chatOption = { chat: { type: 'boolean' } } as const

export const chatHelp = [
  [
    '--chat',
    'in the place of a CHECKPOINT: the model behind PARALLAX_CHAT_URL; probes that touch pictures and text alone',
  ],
] as const

/**
 * The chat model of the environment, which is asked who it is; that is told, since nothing else says what was evaluated.
 * @throws BadUsage where the environment names none; Refusal of `openChatModel`.
 */
export async function openChosenChat({ tell }: Terminal): Promise<ChatModel> {
  const choice = readEnv().chat
  if (!choice) throw new BadUsage('--chat needs PARALLAX_CHAT_URL and PARALLAX_CHAT_MODEL')
  const model = await openChatModel(choice)
  const { servedModel, fingerprint } = model.identity
  const configured =
    fingerprint === '' ? 'it does not name its configuration' : `configuration ${fingerprint}`
  tell(
    `${choice.model} at ${model.host} answers as ${servedModel || 'no model that it names'}; ${configured}`,
  )
  if (!model.tellsFirstTokens)
    tell(
      `${model.host} tells no likely tokens: options have no probabilities, and are judged by what is said`,
    )
  return model
}
