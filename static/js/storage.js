// Whether the browser keeps what is stored for good, how much there is, and what people can do about it.

export const inWeChat = () => /MicroMessenger/i.test(navigator.userAgent);
export const installed = () => matchMedia("(display-mode: standalone)").matches || navigator.standalone === true;
// iPads call themselves Macs; a Mac has no touch screen.
export const onApple = () => /iPhone|iPad|iPod/.test(navigator.userAgent) || (/Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints > 1);

// {kept: true | false | null (cannot be told), used, room: bytes or null}
export async function storage({ ask = false } = {}) {
  const manager = navigator.storage;
  let kept = null;
  try {
    kept = (await manager?.persisted?.()) ?? null;
    if (ask && kept === false) kept = await manager.persist();
  } catch {
    kept = null;
  }
  const { usage = null, quota = null } = (await manager?.estimate?.().catch(() => null)) ?? {};
  return { kept, used: usage, room: usage === null || quota === null ? null : quota - usage };
}

// After what event of the outbox there may be room again on a disk that was full: bytes of a photo may go, or have just fitted.
export const makesRoom = ({ type, entry }) => type === "tidied" || (["kept", "sent", "withdrawn"].includes(type) && entry.size > 0);

export function keptWords(kept) {
  if (kept) return "浏览器会长期保留这些内容。";
  if (onApple() && !installed()) return "请先装到主屏幕：点“分享”，再点“添加到主屏幕”，以后从主屏幕打开，在那里准备离线。Safari 标签页里的内容，七天不用就可能被系统清除。";
  return "手机空间很紧张时，浏览器可能清除这些内容：添加到主屏幕后更可靠，回到有信号处请尽快上传。";
}
