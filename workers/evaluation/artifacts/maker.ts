/** Somebody who makes artifacts. What it is called decides the key, and is known without loading it. */
export interface Maker<Name, Opened extends { close(): Promise<void> }> {
  name(): Promise<Name>
  open(): Promise<Opened>
}

/** Opens it for as long as it is used: only what is missing is made. */
export async function withOpened<Opened extends { close(): Promise<void> }, T>(
  { open }: Pick<Maker<unknown, Opened>, 'open'>,
  use: (opened: Opened) => Promise<T>,
): Promise<T> {
  const opened = await open()
  try {
    return await use(opened)
  } finally {
    await opened.close()
  }
}
