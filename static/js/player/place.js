/* Where in the lesson the reader is: the block at the reading line, how far down in it, and the second of its recording.
   Text blocks are known by the comments before them, activities by their attribute. */

const READING_LINE = 0.25;
const SETTLED = 800;
const EVERY_SECONDS = 5;
/* A place so near the top is the beginning. */
const NEAR_TOP = 120;

function blocksOf(root) {
  const prose = root.querySelector(".prose");
  const found = [];
  if (!prose) return found;
  for (const node of prose.childNodes) {
    if (node.nodeType === Node.COMMENT_NODE && node.data.startsWith("block:") && node.nextElementSibling) {
      found.push({ id: node.data.slice(6), element: node.nextElementSibling });
    } else if (node.dataset?.activity) {
      found.push({ id: node.dataset.activity, element: node });
    }
  }
  return found;
}

function atReadingLine(blocks) {
  const line = innerHeight * READING_LINE;
  let here = null;
  for (const block of blocks) {
    const { top, height } = block.element.getBoundingClientRect();
    if (top > line && here) break;
    here = { block: block.id, offset: Math.round(1000 * Math.min(Math.max((line - top) / (height || 1), 0), 1)) };
  }
  return here;
}

export function watchPlace(root, keep) {
  const blocks = blocksOf(root);
  let timer = 0;
  if (!blocks.length) return;
  const tell = () => {
    const here = atReadingLine(blocks);
    const medium = here && mediumOf(blocks, here.block);
    if (here) keep({ ...here, second: medium ? Math.floor(medium.currentTime) : 0 });
  };
  addEventListener("scroll", () => {
    clearTimeout(timer);
    timer = setTimeout(tell, SETTLED);
  }, { passive: true });
  for (const { id, element } of blocks) watchMedia(id, element, keep);
}

function mediumOf(blocks, id) {
  return blocks.find((block) => block.id === id)?.element.querySelector("video, audio");
}

/* While something plays, the place is there, whatever is on the screen. */
function watchMedia(id, element, keep) {
  const medium = element.querySelector("video, audio");
  let told = -EVERY_SECONDS;
  const tell = () => {
    told = medium.currentTime;
    keep({ block: id, offset: 0, second: Math.floor(medium.currentTime) });
  };
  medium?.addEventListener("timeupdate", () => {
    if (!medium.paused && Math.abs(medium.currentTime - told) >= EVERY_SECONDS) tell();
  });
  medium?.addEventListener("pause", tell);
}

/* Goes back to the place the server remembers; gives whether there was any to go to. */
function goBack(root) {
  const { placeBlock, placeOffset, placeSecond } = root.dataset;
  const block = blocksOf(root).find(({ id }) => id === placeBlock);
  if (!block || location.hash) return false;
  const { top, height } = block.element.getBoundingClientRect();
  const goal = top + scrollY + (height * Number(placeOffset)) / 1000 - innerHeight * READING_LINE;
  const medium = Number(placeSecond) && block.element.querySelector("video, audio");
  if (medium) medium.currentTime = Number(placeSecond);
  if (goal < NEAR_TOP && !medium) return false;
  scrollTo({ top: goal, behavior: "instant" });
  return true;
}

/* Resumes, says so, and offers the beginning. */
export function resume(root, announce) {
  const bar = root.querySelector("[data-resume]");
  if (!bar || !root.dataset.placeBlock || !goBack(root)) return;
  bar.hidden = false;
  announce(bar.querySelector("[data-resume-words]").textContent);
  bar.querySelector("[data-resume-top]").addEventListener("click", () => {
    for (const medium of root.querySelectorAll("video, audio")) medium.currentTime = 0;
    bar.hidden = true;
    scrollTo({ top: 0, behavior: "instant" });
    const title = root.querySelector("h1");
    title.tabIndex = -1;
    title.focus({ preventScroll: true });
  });
  bar.querySelector("[data-resume-close]").addEventListener("click", () => {
    bar.hidden = true;
  });
}
