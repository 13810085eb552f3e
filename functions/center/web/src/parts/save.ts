/** Has the browser save a file under a name. */
export function saveFile(content: Blob, name: string) {
  const url = URL.createObjectURL(content);
  const anchor = document.createElement("a");
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  // The browser has read the address by the next turn, not by the end of this one.
  setTimeout(() => URL.revokeObjectURL(url), 0);
}
