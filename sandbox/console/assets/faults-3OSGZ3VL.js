import{h as t}from"./chunk-77THSEBP.js";function u(){return t("h1",{children:"Faults"})}export{u as default};
