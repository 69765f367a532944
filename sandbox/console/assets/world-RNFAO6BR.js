import{h as o}from"./chunk-77THSEBP.js";function d(){return o("h1",{children:"World"})}export{d as default};
