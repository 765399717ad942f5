// @ts-check
/** Server-sent events as they arrive in the body of an answer. */

/** @typedef {{type: string, data: any, place: string}} Message `place` is "" unless the server said how far it has come */

/**
 * @param {ReadableStream<Uint8Array>} body
 * @param {() => void} alive called whenever anything arrives, be it only a sign of life
 * @returns {AsyncGenerator<Message>}
 */
export async function* messagesOf(body, alive) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  let message = { type: "", data: "", place: "" };
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      alive();
      const lines = (rest + decoder.decode(value, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        if (line === "") {
          if (message.type || message.place) yield { ...message, data: message.data && JSON.parse(message.data) };
          message = { type: "", data: "", place: "" };
        } else if (line.startsWith("event: ")) message.type = line.slice(7);
        else if (line.startsWith("data: ")) message.data += line.slice(6);
        else if (line.startsWith("id: ")) message.place = line.slice(4);
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}
