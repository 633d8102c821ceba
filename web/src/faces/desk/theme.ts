/** How the components of the desk look: the colours of every face, texts of at least 4.5:1, nothing that moves. */
import type { ThemeConfig } from "antd";

const INK = "#14181d";
const SOFT = "#424c57";
const BRAND = "#0b3d66";

export const THEME: ThemeConfig = {
  token: {
    colorPrimary: BRAND,
    colorLink: BRAND,
    colorText: INK,
    colorTextSecondary: SOFT,
    colorTextTertiary: SOFT,
    colorTextDescription: SOFT,
    colorTextPlaceholder: "#5c6772",
    colorTextDisabled: SOFT,
    colorBorder: "#8a96a3",
    colorBorderSecondary: "#d4dae0",
    borderRadius: 6,
    fontSize: 14,
    fontFamily: "inherit",
    motion: false,
  },
  components: {
    Table: { headerBg: "#eef2f6", headerColor: INK, cellPaddingBlock: 8, cellPaddingInline: 10 },
    Tabs: { itemColor: SOFT, horizontalItemGutter: 24 },
  },
};
