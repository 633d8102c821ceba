/** What is said of files that are attached, in Chinese. */
export const attach = {
  files: "附件",
  choose: "选择文件",
  hint: "PDF 或者图片，最多 20 个。",
  published: "公示时间",
  publishedHint: "不填写的，以提交时间为准。",
};
